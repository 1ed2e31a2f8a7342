using System.Text.Json;
using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Llama;

namespace Chat.Completions;

/// <summary>
/// The supported part of OpenAI's request. Unknown fields, and fields that only tag a request, are ignored. Fields that would
/// change the answer but are not supported are refused by name.
/// </summary>
internal sealed record ChatCompletionRequest(Dialog Dialog, AnswerOptions Options)
{
    /// <summary>The retrieval options, an extension of OpenAI's request.</summary>
    public RetrievalRequest? Retrieval { get; init; }

    /// <summary>The model in a request; null for the default.</summary>
    /// <exception cref="ProblemException">The model is not a string, or the body is not a JSON object.</exception>
    public static string? Model(ApiRequest request) => request.ReadObject().Optional("model", JsonValueKind.String)?.GetString();

    /// <exception cref="ProblemException">Names the field at fault.</exception>
    /// <exception cref="LlamaException">Names the parameter at fault.</exception>
    public static ChatCompletionRequest Read(JsonElement body, ChatSettings settings, Adjustments adjustments)
    {
        var options = AnswerOptions.Read(body, settings.Model.Model, adjustments);
        var dialog = ReadDialog(body, settings.SystemPrompt);
        var retrieval = RetrievalRequest.Read(body, settings);

        // The passages stand before a question, and have no place in the middle of its answer.
        return retrieval is not null && (dialog.Begun is not null || PromptTemplate.IsBlank(dialog.Turns[^1].User))
            ? throw ProblemException.Invalid("retrieval", "needs a last message of the user")
            : new(dialog, options) { Retrieval = retrieval };
    }

    private static Dialog ReadDialog(JsonElement body, string? systemPrompt)
    {
        var messages = body.Optional("messages", JsonValueKind.Array) ?? throw ProblemException.Invalid("messages", "is required");
        if (messages.GetArrayLength() == 0)
        {
            throw ProblemException.Invalid("messages", "is empty; at least one message is required");
        }

        List<(Role Role, string Text)> spoken = [.. messages.EnumerateArray().Select(ChatMessageReader.Read).Where(HasMeaning)];
        if (spoken.Count > 0 && systemPrompt is not null && !spoken.Exists(message => message.Role == Role.System))
        {
            spoken.Insert(0, (Role.System, systemPrompt));
        }

        var dialog = Dialog.FromMessages(spoken);

        return spoken.FindLast(message => message.Role != Role.System).Role == Role.User && PromptTemplate.IsBlank(dialog.Turns[^1].User)
            ? throw ProblemException.Invalid("messages", "the last message must have some text")
            : dialog;
    }

    // Histories of other servers have answers without text, for example where a tool was called: they say nothing.
    private static bool HasMeaning((Role Role, string Text) message) =>
        message.Role != Role.Assistant || !PromptTemplate.IsBlank(message.Text);
}
