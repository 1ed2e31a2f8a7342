using System.Text;
using System.Text.Json;
using Chat.Http;

namespace Chat.Tests.Completions;

public class CanonicalJsonTests
{
    [Theory]
    [InlineData("""{"b":1,"a":[true,null]}""", """ { "a" : [ true , null ], "b" : 1 } """)]
    [InlineData("0.1", "0.10")]
    [InlineData("0.1", "1e-1")]
    [InlineData("100", "1E+2")]
    [InlineData("100", "100.0")]
    [InlineData("0", "-0.0e7")]
    [InlineData("120e-1", "12")]
    [InlineData("\"é/\"", "\"\\u00e9\\/\"")]
    public void One_value_has_one_form(string one, string other) => Assert.Equal(Canonical(one), Canonical(other));

    [Theory]
    [InlineData("1", "-1")]
    [InlineData("1", "10")]
    [InlineData("0.1", "0.01")]
    [InlineData("1", "\"1\"")]
    [InlineData("null", "false")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("1e99999999999999999999", "1e99999999999999999998")]
    [InlineData("[1,2]", "[2,1]")]
    [InlineData("\"a\"", "\"A\"")]
    [InlineData("{}", "[]")]
    public void Two_values_have_two_forms(string one, string other) => Assert.NotEqual(Canonical(one), Canonical(other));

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);

        return Encoding.UTF8.GetString(CanonicalJson.Utf8(document.RootElement));
    }
}
