using FsCheck;
using FsCheck.Fluent;
using Llama.Streaming;

namespace Llama.Tests.Streaming;

/// <summary>Pieces of a text and stop sequences over an alphabet so small that they often meet.</summary>
public sealed record CutStops(string[] Pieces, string[] Stop)
{
    public static Arbitrary<CutStops> Arbitrary()
    {
        var letters = Gen.Elements('a', 'b', 'c').ArrayOf().Select(chars => new string(chars));
        var pieces = letters.Resize(6).ArrayOf();
        var stop = letters.Resize(5).Where(sequence => sequence.Length > 0).NonEmptyListOf().Resize(3);

        return pieces.SelectMany(_ => stop, (texts, sequences) => new CutStops(texts, [.. sequences])).ToArbitrary();
    }

    internal static string Read(StopSequences stops, IEnumerable<string> pieces)
    {
        var text = "";
        foreach (var piece in pieces)
        {
            text += stops.Append(piece);
            if (stops.Met)
            {
                return text;
            }
        }

        return text + stops.Flush();
    }
}
