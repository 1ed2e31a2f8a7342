using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Chat.Telemetry;

namespace Chat.Review;

/// <summary>One answer, or one rating, as JSON for reviewers. docs/operations.md lists its fields.</summary>
internal static class ReviewRecord
{
    private static readonly JsonWriterOptions _readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static ReadOnlyMemory<byte> Write(
        TelemetrySettings settings,
        RequestFacts facts,
        RequestMeasurements measured,
        ReviewedAnswer reviewed,
        string owner,
        DateTimeOffset now
    )
    {
        ArrayBufferWriter<byte> record = new(1024);
        using Utf8JsonWriter json = new(record, _readable);
        json.WriteStartObject();
        json.WriteString("created_at"u8, now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("stage"u8, settings.Stage);
        json.WriteString("route"u8, $"{facts.Method} {facts.Route}");
        json.WriteString("request_id"u8, facts.RequestId);
        json.WriteString("owner"u8, owner);
        if (reviewed.Place is var (conversation, turn))
        {
            json.WriteString("conversation_id"u8, conversation);
            json.WriteNumber("turn"u8, turn);
        }

        if (reviewed.Feedback is { } feedback)
        {
            json.WritePropertyName("feedback"u8);
            json.WriteRawValue(feedback);
        }
        else
        {
            WriteAnswer(json, measured, reviewed);
        }

        json.WriteEndObject();
        json.Flush();

        return record.WrittenMemory;
    }

    private static void WriteAnswer(Utf8JsonWriter json, RequestMeasurements measured, ReviewedAnswer reviewed)
    {
        json.WriteString("prompt"u8, reviewed.Prompt);
        json.WriteString("answer"u8, reviewed.Answer);
        json.WriteString("guardrail"u8, reviewed.Guardrail ?? "none");
        json.WriteString("code"u8, measured.Code ?? "ok");
        if (measured.Answer is { } answer)
        {
            json.WriteString("outcome"u8, answer.Outcome.ToString().ToLowerInvariant());
            json.WriteString("model"u8, answer.Model);
            json.WriteString("region"u8, answer.Region);
            json.WriteNumber("prompt_tokens"u8, answer.PromptTokens);
            json.WriteNumber("completion_tokens"u8, answer.CompletionTokens);
        }

        json.WritePropertyName("citations"u8);
        json.WriteRawValue(reviewed.Citations?.Invoke(reviewed.Answer) ?? "[]"u8);
    }
}
