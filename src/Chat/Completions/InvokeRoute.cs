using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Chat.Aws;
using Chat.Configuration;
using Chat.Http;
using Chat.Metering;
using Chat.Prompts;
using Llama;

namespace Chat.Completions;

/// <summary>POST /invoke: request and response in the model's own format, or a stream of the model's own chunks.</summary>
internal sealed class InvokeRoute(ChatSettings settings, BedrockConnection bedrock, Meter meter)
{
    public async Task<Reply> HandleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var body = request.ReadObject();
        var worst = Validate(body);
        var utf8 = Encoding.UTF8.GetBytes(body.GetRawText());
        var charge = meter.Open(request);

        if (request.WantsEventStream)
        {
            ServedByHeader servedBy = new();
            return Reply.Stream(EventsAsync(utf8, servedBy, charge, worst, cancellationToken)) with { LateHeaders = servedBy.Headers };
        }

        var answer = await WholeAsync(utf8, charge, worst, cancellationToken);
        return Reply.Json(answer.Utf8).With(ServedByHeader.Of(answer.Region));
    }

    private WorstCase Validate(JsonElement body)
    {
        string? prompt = null;
        var parameters = InferenceParameters.Default;
        foreach (var field in body.EnumerateObject())
        {
            if (field.Name == "prompt")
            {
                prompt =
                    field.Value.ValueKind == JsonValueKind.String
                        ? field.Value.GetString()
                        : throw ProblemException.Invalid("prompt", "must be a string");
            }
            else
            {
                parameters = parameters.With(field, settings.Model.Model);
            }
        }

        if (string.IsNullOrEmpty(prompt))
        {
            throw ProblemException.Invalid("prompt", "is required");
        }

        var template = settings.Model.Model.Template;
        ContextLimit.Fit(settings, prompt, parameters, mayShrink: false);

        return WorstCase.Of(template, prompt, parameters.MaxGenLen);
    }

    private async Task<ModelJson> WholeAsync(byte[] body, Charge charge, WorstCase worst, CancellationToken cancellationToken)
    {
        await using var booked = charge;
        await charge.ReserveAsync(worst, cancellationToken);

        return await charge.NoteAsync(
            bedrock.Llama.CountedBy(charge.Calls).InvokeAsync(body, cancellationToken),
            answer => NativeAnswer.Read(answer, soFar: null)
        );
    }

    private async IAsyncEnumerable<ServerSentEvent> EventsAsync(
        byte[] body,
        ServedByHeader servedBy,
        Charge charge,
        WorstCase worst,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var booked = charge;
        await charge.ReserveAsync(worst, cancellationToken);
        var chunks = bedrock.Llama.CountedBy(charge.Calls).StreamAsync(body, cancellationToken);
        await foreach (var chunk in charge.NoteAsync(chunks, NativeAnswer.Read, cancellationToken))
        {
            servedBy.Region = chunk.Region;
            yield return new(chunk.Utf8);
        }
    }
}
