using System.Buffers;
using System.Globalization;
using System.Text;

namespace Llama.Streaming;

/// <summary>
/// Turns the JSON strings of successive chunks into text. A character may be cut anywhere, between the bytes of its
/// UTF-8 or between the two escapes of a surrogate pair: its beginning waits here for its end.
/// </summary>
internal sealed class GenerationText
{
    private readonly Decoder _utf8 = Encoding.UTF8.GetDecoder();
    private char? _highSurrogate;

    /// <summary>The whole characters that are complete with this chunk.</summary>
    /// <param name="json">The inside of a valid JSON string, escapes and all.</param>
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

    /// <summary>A replacement character if the text ended inside a character, else nothing.</summary>
    public string Flush()
    {
        Span<char> rest = stackalloc char[4];
        var length = _utf8.GetChars([], rest, flush: true);
        var text = _highSurrogate is null ? rest[..length].ToString() : "\uFFFD";
        _highSurrogate = null;

        return text;
    }

    // Escapes can spell half a surrogate pair, which no text may hold.
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
            // An escape ends whatever bytes came before it.
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
