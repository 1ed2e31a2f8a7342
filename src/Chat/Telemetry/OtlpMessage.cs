using System.Diagnostics;

namespace Chat.Telemetry;

/// <summary>
/// OTLP's <c>ExportTraceServiceRequest</c> in Protocol Buffers, which every receiver reads; not every one reads JSON. Numbers are those of
/// the fields in opentelemetry-proto, version 1.
/// </summary>
/// <remarks>Written by hand, because every cold start would pay for the code of OpenTelemetry's SDK and exporter.</remarks>
internal static class OtlpMessage
{
    private const int StatusError = 2;

    // Bits 8 and 9: whether the parent is of another process.
    private const uint KnowsParent = 0x100;
    private const uint HasRemoteParent = 0x200;

    public static ReadOnlyMemory<byte> Write(IReadOnlyList<KeyValuePair<string, string>> resource, IEnumerable<Activity> spans)
    {
        ProtobufWriter message = new();
        message.Message(
            1,
            resourceSpans =>
            {
                resourceSpans.Message(
                    1,
                    of =>
                    {
                        foreach (var (name, value) in resource)
                        {
                            Attribute(of, 1, name, value);
                        }
                    }
                );
                foreach (var source in spans.GroupBy(span => span.Source.Name))
                {
                    resourceSpans.Message(
                        2,
                        scope =>
                        {
                            scope.Message(1, named => named.Text(1, source.Key));
                            foreach (var span in source)
                            {
                                scope.Message(2, written => Write(written, span));
                            }
                        }
                    );
                }
            }
        );

        return message.Written;
    }

    private static void Write(ProtobufWriter written, Activity span)
    {
        Span<byte> id = stackalloc byte[16];
        span.TraceId.CopyTo(id);
        written.Bytes(1, id);
        span.SpanId.CopyTo(id[..8]);
        written.Bytes(2, id[..8]);
        if (span.ParentSpanId != default)
        {
            span.ParentSpanId.CopyTo(id[..8]);
            written.Bytes(4, id[..8]);
        }

        written.Text(5, span.DisplayName);

        // OTLP's kinds are in the same order, but begin with "unspecified".
        written.Integer(6, (int)span.Kind + 1);
        written.Fixed(7, Nanoseconds(span.StartTimeUtc));
        written.Fixed(8, Nanoseconds(span.StartTimeUtc + span.Duration));
        foreach (var (name, value) in span.EnumerateTagObjects())
        {
            Attribute(written, 9, name, value);
        }

        foreach (var item in span.EnumerateEvents())
        {
            written.Message(11, writtenEvent => Write(writtenEvent, item));
        }

        if (span.Status == ActivityStatusCode.Error)
        {
            written.Message(15, status => status.Integer(3, StatusError));
        }

        written.Fixed(16, (uint)span.ActivityTraceFlags | KnowsParent | (span.HasRemoteParent ? HasRemoteParent : 0));
    }

    private static void Write(ProtobufWriter written, ActivityEvent item)
    {
        written.Fixed(1, Nanoseconds(item.Timestamp.UtcDateTime));
        written.Text(2, item.Name);
        foreach (var (name, value) in item.EnumerateTagObjects())
        {
            Attribute(written, 3, name, value);
        }
    }

    private static void Attribute(ProtobufWriter written, int field, string name, object? value) =>
        written.Message(
            field,
            attribute =>
            {
                attribute.Text(1, name);
                attribute.Message(2, any => Value(any, value));
            }
        );

    private static void Value(ProtobufWriter any, object? value)
    {
        switch (value)
        {
            case bool flag:
                any.Integer(2, flag ? 1 : 0);
                break;
            case int number:
                any.Integer(3, number);
                break;
            case double number:
                any.Double(4, number);
                break;
            case string[] list:
                any.Message(
                    5,
                    array =>
                    {
                        foreach (var item in list)
                        {
                            array.Message(1, inner => Value(inner, item));
                        }
                    }
                );
                break;
            default:
                any.Text(1, value?.ToString() ?? "");
                break;
        }
    }

    private static ulong Nanoseconds(DateTime time) => (ulong)(time - DateTime.UnixEpoch).Ticks * 100;
}
