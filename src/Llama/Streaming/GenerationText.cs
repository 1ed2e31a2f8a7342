using System.Buffers;
using System.Globalization;
using System.Text;

namespace Llama.Streaming;

/// <summary>
/// Decodes the JSON strings of successive chunks. A character may be split anywhere, between its UTF-8 bytes or between the two escapes
/// of a surrogate pair; its first part is kept until the rest arrives.
/// </summary>
internal sealed class GenerationText
{
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private char? _highSurrogate;

    /// <summary>The whole characters that are complete with this chunk.</summary>
    /// <param name="json">The content of a valid JSON string, with its escapes.</param>
    public string Append(ReadOnlySpan<byte> json)
    {
        var buffer = ArrayPool<char>.Shared.Rent(json.Length + 4);
        try
        {
            var length = 0;
            if (_highSurrogate is { } high)
            {
                buffer[length++] = high;
            }

            length += Decode(json, buffer.AsSpan(length));
            _highSurrogate = length > 0 && char.IsHighSurrogate(buffer[length - 1]) ? buffer[--length] : null;
            ReplaceHalves(buffer.AsSpan(0, length));

            return new(buffer, 0, length);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    /// <summary>A replacement character if the text ended within a character, else nothing.</summary>
    public string Flush()
    {
        Span<char> rest = stackalloc char[4];
        var length = _utf8.GetChars([], rest, flush: true);
        var text = _highSurrogate is null ? rest[..length].ToString() : "\uFFFD";
        _highSurrogate = null;

        return text;
    }

    // Escapes can contain an unpaired surrogate, which is not valid text.
    private static void ReplaceHalves(Span<char> text)
    {
        while (!text.IsEmpty)
        {
            var status = Rune.DecodeFromUtf16(text, out _, out var taken);
            if (status != OperationStatus.Done)
            {
                text[0] = '\uFFFD';
            }

            text = text[taken..];
        }
    }

    private int Decode(ReadOnlySpan<byte> json, Span<char> chars)
    {
        var length = 0;
        while (json.IndexOf((byte)'\\') is >= 0 and var escape)
        {
            // An escape ends any incomplete bytes before it.
            length += _utf8.GetChars(json[..escape], chars[length..], flush: true);
            chars[length++] = Unescape(json[escape..], out var taken);
            json = json[(escape + taken)..];
        }

        return length + _utf8.GetChars(json, chars[length..], flush: false);
    }

    private static char Unescape(ReadOnlySpan<byte> escape, out int taken)
    {
        taken = escape[1] == 'u' ? 6 : 2;
        return (char)escape[1] switch
        {
            'u' => (char)ushort.Parse(escape[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            var itself => itself,
        };
    }
}
