using System.Text;

namespace Shared;

/// <summary>Values of a message's fields by their numbers.</summary>
internal static class ProtobufFields
{
    public static IEnumerable<ReadOnlyMemory<byte>> Bytes(this ILookup<int, object> fields, int number) =>
        fields[number].Cast<ReadOnlyMemory<byte>>();

    public static string Text(this ILookup<int, object> fields, int number) => Encoding.UTF8.GetString(fields.Bytes(number).Single().Span);
}
