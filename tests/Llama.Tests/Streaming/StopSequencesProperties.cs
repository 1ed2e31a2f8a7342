using FsCheck.Xunit;
using Llama.Streaming;

namespace Llama.Tests.Streaming;

[Properties(Arbitrary = [typeof(CutStops)], MaxTest = 1000)]
public sealed class StopSequencesProperties
{
    [Property]
    public void However_a_text_is_cut_it_ends_in_the_same_place(CutStops cut)
    {
        StopSequences whole = new(cut.Stop);
        StopSequences pieces = new(cut.Stop);

        var expected = CutStops.Read(whole, [string.Concat(cut.Pieces)]);
        var text = CutStops.Read(pieces, cut.Pieces);

        Assert.Equal((expected, whole.Met), (text, pieces.Met));
    }

    [Property]
    public void A_sequence_is_never_passed_on_and_nothing_else_is_lost(CutStops cut)
    {
        StopSequences stops = new(cut.Stop);
        var whole = string.Concat(cut.Pieces);

        var text = CutStops.Read(stops, cut.Pieces);

        Assert.All(cut.Stop, sequence => Assert.DoesNotContain(sequence, text, StringComparison.Ordinal));
        Assert.StartsWith(text, whole, StringComparison.Ordinal);
        Assert.Equal(cut.Stop.Any(sequence => whole.Contains(sequence, StringComparison.Ordinal)), stops.Met);
        Assert.True(stops.Met || text == whole);
    }
}
