using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Completions;

/// <summary>POST /invoke: the model's own body in, the model's own body out, or its own chunks as events.</summary>
internal sealed class InvokeRoute(ChatSettings settings, BedrockConnection bedrock)
{
    public async Task<Reply> HandleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var body = request.ReadObject();
        Validate(body);
        var utf8 = Encoding.UTF8.GetBytes(body.GetRawText());

        if (request.WantsEventStream)
        {
            ServedByHeader servedBy = new();
            return Reply.Stream(EventsAsync(utf8, servedBy, cancellationToken)) with { LateHeaders = servedBy.Headers };
        }

        var answer = await bedrock.Llama.InvokeAsync(utf8, cancellationToken).ConfigureAwait(false);
        return Reply.Json(answer.Utf8).With(ServedByHeader.Of(answer.Region));
    }

    private void Validate(JsonElement body)
    {
        string? prompt = null;
        var parameters = InferenceParameters.Default;
        foreach (var field in body.EnumerateObject())
        {
            if (field.Name == "prompt")
            {
                prompt = field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString() : throw ProblemException.Invalid("prompt", "must be a string");
            }
            else
            {
                parameters = parameters.With(field);
            }
        }

        if (string.IsNullOrEmpty(prompt))
        {
            throw ProblemException.Invalid("prompt", "is required");
        }

        var template = settings.Model.Model.Template;
        ContextLimit.Check(settings.ContextWindow, parameters.MaxGenLen, template.UpperBound(prompt), () => template.CountPrompt(prompt));
    }

    private async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        byte[] body, ServedByHeader servedBy, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var chunk in bedrock.Llama.StreamAsync(body, cancellationToken).ConfigureAwait(false))
        {
            servedBy.Region = chunk.Region;
            yield return new(chunk.Utf8);
        }
    }
}
