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
        var (worst, parameters) = Validate(body);
        var utf8 = Utf8(body, parameters);
        var charge = meter.Open(request);

        if (request.WantsEventStream)
        {
            ServedByHeader servedBy = new();
            return Reply.Stream(EventsAsync(utf8, servedBy, charge, worst, cancellationToken)) with { LateHeaders = servedBy.Headers };
        }

        var answer = await WholeAsync(utf8, charge, worst, cancellationToken);
        return Reply.Json(answer.Utf8).With(ServedByHeader.Of(answer.Region));
    }

    // The model takes no integer with a point, which is all that some languages can write.
    private static byte[] Utf8(JsonElement body, InferenceParameters parameters) =>
        body.TryGetProperty("max_gen_len", out var limit) && limit.ValueKind == JsonValueKind.Number && !limit.TryGetInt32(out _)
            ? JsonText.Utf8(
                body,
                (json, body) =>
                {
                    json.WriteStartObject();
                    foreach (var field in body.EnumerateObject().Where(field => !field.NameEquals("max_gen_len")))
                    {
                        field.WriteTo(json);
                    }

                    json.WriteNumber("max_gen_len", parameters.MaxGenLen);
                    json.WriteEndObject();
                }
            )
            : Encoding.UTF8.GetBytes(body.GetRawText());

    private (WorstCase Worst, InferenceParameters Parameters) Validate(JsonElement body)
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
            else if (field.NameEquals("stream"))
            {
                throw ProblemException.Invalid(
                    "stream",
                    "is not a field of the model's body; send Accept: text/event-stream to have the answer streamed"
                );
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

        return (WorstCase.Of(template, prompt, parameters.MaxGenLen), parameters);
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
