using System.Globalization;
using Google.Protobuf;

namespace Shared;

/// <summary>A span as a receiver of OTLP sees it. Ids are hexadecimal; values are text, those of lists separated by commas.</summary>
internal sealed record ReceivedSpan(
    string Name,
    string TraceId,
    string Id,
    string? ParentId,
    int Kind,
    ulong Start,
    ulong End,
    bool IsError,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<(string Name, IReadOnlyDictionary<string, string> Attributes)> Events,
    IReadOnlyDictionary<string, string> Resource
)
{
    public const int Internal = 1;
    public const int Server = 2;
    public const int Client = 3;

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    /// <summary>The spans of an <c>ExportTraceServiceRequest</c>, read with Google's own reader.</summary>
    public static IReadOnlyList<ReceivedSpan> ReadAll(ReadOnlyMemory<byte> message) =>
        [
            .. Fields(message)
                .Bytes(1)
                .Select(Fields)
                .SelectMany(resourceSpans =>
                    resourceSpans
                        .Bytes(2)
                        .Select(Fields)
                        .SelectMany(scope =>
                            scope.Bytes(2).Select(span => Read(Fields(span), Pairs(Fields(resourceSpans.Bytes(1).Single()).Bytes(1))))
                        )
                ),
        ];

    private static ReceivedSpan Read(ILookup<int, object> span, IReadOnlyDictionary<string, string> resource) =>
        new(
            span.Text(5),
            Convert.ToHexStringLower(span.Bytes(1).Single().Span),
            Convert.ToHexStringLower(span.Bytes(2).Single().Span),
            span.Bytes(4).Select(parent => Convert.ToHexStringLower(parent.Span)).SingleOrDefault(),
            (int)(ulong)span[6].Single(),
            (ulong)span[7].Single(),
            (ulong)span[8].Single(),
            span.Bytes(15).Any(status => (ulong)Fields(status)[3].Single() == 2),
            Pairs(span.Bytes(9)),
            [.. span.Bytes(11).Select(Fields).Select(item => (item.Text(2), Pairs(item.Bytes(3))))],
            resource
        );

    private static Dictionary<string, string> Pairs(IEnumerable<ReadOnlyMemory<byte>> pairs) =>
        pairs.Select(Fields).ToDictionary(pair => pair.Text(1), pair => Value(Fields(pair.Bytes(2).Single())));

    private static string Value(ILookup<int, object> any) =>
        any.Single() is var only
            ? only.Key switch
            {
                1 => any.Text(1),
                2 => (ulong)only.Single() == 1 ? "true" : "false",
                4 => BitConverter.UInt64BitsToDouble((ulong)only.Single()).ToString(CultureInfo.InvariantCulture),
                5 => string.Join(',', Fields(any.Bytes(5).Single()).Bytes(1).Select(item => Value(Fields(item)))),
                _ => ((ulong)only.Single()).ToString(CultureInfo.InvariantCulture),
            }
            : "";

    private static ILookup<int, object> Fields(ReadOnlyMemory<byte> message)
    {
        List<(int Field, object Value)> fields = [];
        CodedInputStream input = new(message.ToArray());
        while (input.ReadTag() is > 0 and var tag)
        {
            fields.Add(
                (
                    WireFormat.GetTagFieldNumber(tag),
                    WireFormat.GetTagWireType(tag) switch
                    {
                        WireFormat.WireType.Varint => input.ReadUInt64(),
                        WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                        WireFormat.WireType.Fixed32 => (ulong)input.ReadFixed32(),
                        _ => (object)input.ReadBytes().Memory,
                    }
                )
            );
        }

        return fields.ToLookup(field => field.Field, field => field.Value);
    }
}
