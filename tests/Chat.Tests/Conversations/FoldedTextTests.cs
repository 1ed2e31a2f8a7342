using Chat.Conversations;

namespace Chat.Tests.Conversations;

public class FoldedTextTests
{
    [Theory]
    [InlineData("Crème Brûlée", "creme brulee")]
    [InlineData("Cafe\u0301", "cafe")]
    [InlineData("ÀÉÎÕÜ àéîõü Āĉėģı", "aeiou aeiou acegi")]
    [InlineData("Łódź, Ørsted, Đà Nẵng", "lodz, orsted, da nang")]
    [InlineData("STRASSE Straße ẞ", "strasse strasse ss")]
    [InlineData("Æsop Œuvre", "aesop oeuvre")]
    [InlineData("ΆΛΦΑ ὕδωρ ἀγών Τέλος", "αλφα υδωρ αγων τελοσ")]
    [InlineData("Ёлка ЙОД їжак", "елка иод іжак")]
    [InlineData("日本語 🦙 Ⅷ", "日本語 🦙 ⅷ")]
    [InlineData("", "")]
    public void Case_and_accents_are_gone_and_nothing_else(string text, string folded) => Assert.Equal(folded, FoldedText.Of(text));

    [Fact]
    public void A_folded_text_stays_as_it_is_and_every_character_has_a_fold()
    {
        for (var character = '\0'; character < char.MaxValue; character++)
        {
            var folded = FoldedText.Of(character.ToString());

            Assert.Equal(character is >= '\u0300' and <= '\u036F', folded.Length == 0);
            Assert.Equal(folded, FoldedText.Of(folded));
        }
    }
}
