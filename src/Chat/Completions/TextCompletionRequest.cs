using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Completions;

/// <summary>A request of OpenAI's legacy completions: a prompt that the model goes on from as it is, without a template.</summary>
internal sealed record TextCompletionRequest(string Prompt, bool Echo, AnswerOptions Options)
{
    /// <exception cref="ProblemException">Names the field at fault.</exception>
    /// <exception cref="LlamaException">Names the parameter at fault.</exception>
    public static TextCompletionRequest Read(JsonElement body, LlamaModel model, Adjustments adjustments)
    {
        var options = AnswerOptions.Read(body, model, adjustments);

        return new(ReadPrompt(body), body.OptionalBoolean("echo") ?? false, options);
    }

    private static string ReadPrompt(JsonElement body)
    {
        var given = body.TryGetProperty("prompt", out var prompt) ? prompt : default;
        if (given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == 1)
        {
            given = given[0];
        }

        return given.ValueKind switch
        {
            JsonValueKind.String when given.GetString() is { Length: > 0 } text => text,
            JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.String => throw ProblemException.Invalid(
                "prompt",
                "is required"
            ),
            _ => throw ProblemException.Invalid("prompt", "must be one text; several prompts and lists of tokens are not supported"),
        };
    }
}
