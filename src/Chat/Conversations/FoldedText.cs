using System.Text;

namespace Chat.Conversations;

/// <summary>Text without case and accents, so that "creme" finds "Crème".</summary>
/// <remarks>
/// The functions run without ICU (InvariantGlobalization), where <see cref="string.Normalize()"/> returns its input. So the base letters
/// are listed here: the first character of Unicode's canonical decomposition, in lower case. Letters with a stroke, which Unicode does
/// not decompose, are listed with the letter that people type.
/// </remarks>
internal static class FoldedText
{
    public static string Of(string text)
    {
        StringBuilder folded = new(text.Length);
        foreach (var character in text)
        {
            _ = character switch
            {
                // Combining accents, as macOS writes them.
                >= '\u0300' and <= '\u036F' => folded,
                'ß' or 'ẞ' => folded.Append("ss"),
                'æ' or 'Æ' or 'ǽ' or 'Ǽ' or 'ǣ' or 'Ǣ' => folded.Append("ae"),
                'œ' or 'Œ' => folded.Append("oe"),
                _ => folded.Append(BaseOf(character)),
            };
        }

        return folded.ToString();
    }

    private static char BaseOf(char character) =>
        character switch
        {
            >= '\u00C0' and <= '\u024F' => Latin[character - '\u00C0'],
            >= '\u0370' and <= '\u03FF' => Greek[character - '\u0370'],
            >= '\u0400' and <= '\u04FF' => Cyrillic[character - '\u0400'],
            >= '\u1E00' and <= '\u1EFF' => LatinAdditional[character - '\u1E00'],
            >= '\u1F00' and <= '\u1FFF' => GreekExtended[character - '\u1F00'],
            '\u212B' => 'a', // The sign of the ångström.
            _ => char.ToLowerInvariant(character),
        };

    private const string Latin =
        "aaaaaaæceeeeiiiiðnooooo×ouuuuyþßaaaaaaæceeeeiiiiðnooooo÷ouuuuyþyaaaaaaccccccccdd"
        + "ddeeeeeeeeeegggggggghhhhiiiiiiiiiiĳĳjjkkĸllllllŀŀllnnnnnnŉŋŋooooooœœrrrrrrssssss"
        + "ssttttttuuuuuuuuuuuuwwyyyzzzzzzsƀɓƃƃƅƅɔƈƈɖɗƌƌƍǝəɛƒƒɠɣƕɩɨƙƙƚƛɯɲƞɵooƣƣƥƥʀƨƨʃƪƫƭƭʈu"
        + "uʊʋƴƴƶƶʒƹƹƺƻƽƽƾƿǀǁǂǃǆǆǆǉǉǉǌǌǌaaiioouuuuuuuuuuǝaaaaææǥǥggkkooooʒʒjǳǳǳggƕƿnnaaææoo"
        + "aaaaeeeeiiiioooorrrruuuussttȝȝhhƞȡȣȣȥȥaaeeooooooooyyȴȵȶȷȸȹⱥȼȼƚⱦȿɀɂɂƀʉʌɇɇɉɉɋɋɍɍɏɏ";

    private const string Greek =
        "ͱͱͳͳʹ͵ͷͷ\u0378\u0379ͺͻͼͽ;ϳ\u0380\u0381\u0382\u0383΄¨α·εηι\u038Bο\u038Dυωιαβγδεζηθικλμνξοπρ\u03A2στυφχψωιυαεηιυαβγδεζηθικλμνξο"
        + "πρσστυφχψωιυουωϗβθϒϒϒφπϗϙϙϛϛϝϝϟϟϡϡϣϣϥϥϧϧϩϩϫϫϭϭϯϯκρϲϳθε϶ϸϸϲϻϻϼͻͼͽ";

    private const string Cyrillic =
        "ееђгєѕііјљњћкиуџабвгдежзииклмнопрстуфхцчшщъыьэюяабвгдежзииклмнопрстуфхцчшщъыьэюя"
        + "ееђгєѕііјљњћкиуџѡѡѣѣѥѥѧѧѩѩѫѫѭѭѯѯѱѱѳѳѵѵѵѵѹѹѻѻѽѽѿѿҁҁ҂\u0483\u0484\u0485\u0486\u0487\u0488\u0489ҋҋҍҍҏҏґґғғҕҕҗҗҙҙққҝҝҟҟ"
        + "ҡҡңңҥҥҧҧҩҩҫҫҭҭүүұұҳҳҵҵҷҷҹҹһһҽҽҿҿӏжжӄӄӆӆӈӈӊӊӌӌӎӎӏааааӕӕееәәәәжжззӡӡииииооөөөөээуу"
        + "ууууччӷӷыыӻӻӽӽӿӿ";

    private const string LatinAdditional =
        "aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmmmmmmnnnnnnnnoooo"
        + "oooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvvwwwwwwwwwwxxxxyyzzzzzzhtwyẚsẜẝßẟ"
        + "aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeeeeeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuu"
        + "uuyyyyyyyyỻỻỽỽỿỿ";

    private const string GreekExtended =
        "ααααααααααααααααεεεεεε\u1F16\u1F17εεεεεε\u1F1E\u1F1Fηηηηηηηηηηηηηηηηιιιιιιιιιιιιιιιιοοοοοο\u1F46\u1F47οοοοοο\u1F4E\u1F4F"
        + "υυυυυυυυ\u1F58υ\u1F5Aυ\u1F5Cυ\u1F5Eυωωωωωωωωωωωωωωωωααεεηηιιοουυωω\u1F7E\u1F7Fααααααααααααααααηηηηηηηηηηηηηηηη"
        + "ωωωωωωωωωωωωωωωωααααα\u1FB5ααααααα᾽ι᾿῀¨ηηη\u1FC5ηηεεηηη᾿᾿᾿ιιιι\u1FD4\u1FD5ιιιιιι\u1FDC῾῾῾υυυυρρυυυυυυρ¨¨`"
        + "\u1FF0\u1FF1ωωω\u1FF5ωωοοωωω´῾\u1FFF";
}
