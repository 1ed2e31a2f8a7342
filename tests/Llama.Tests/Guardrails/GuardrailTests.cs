namespace Llama.Tests.Guardrails;

public sealed class GuardrailTests
{
    private const string Arn = "arn:aws:bedrock:us-west-2:123456789012:guardrail/abc123";

    [Theory]
    [InlineData("abc123", "1", null)]
    [InlineData("x", "DRAFT", null)]
    [InlineData(Arn, "12345678", "us-west-2")]
    public void It_has_an_id_or_an_ARN_and_a_version(string identifier, string version, string? region)
    {
        Guardrail guardrail = new(identifier, version);

        Assert.Equal((identifier, version, region), (guardrail.Identifier, guardrail.Version, guardrail.Region));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ABC123")]
    [InlineData("abc 123")]
    [InlineData("abc\r\nX-Header: y")]
    [InlineData("arn:aws:bedrock:us-west-2:123456789012:guardrail/")]
    [InlineData("arn:aws:bedrock:us-west-2:123456789012:guardrail/a/b")]
    [InlineData("arn:aws:bedrock:us-west-2:1234:guardrail/abc123")]
    [InlineData("arn:aws:bedrock::123456789012:guardrail/abc123")]
    [InlineData("arn:aws:bedrock:us-west-2:123456789012:imported-model/abc123")]
    [InlineData("arn:aws:s3:us-west-2:123456789012:guardrail/abc123")]
    public void An_identifier_that_is_none_is_refused_by_name(string identifier)
    {
        var error = Assert.ThrowsAny<LlamaException>(() => new Guardrail(identifier, "1"));

        Assert.Equal((LlamaError.Invalid, "identifier"), (error.Error, error.Parameter));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("123456789")]
    [InlineData("draft")]
    [InlineData("LATEST")]
    public void A_version_that_is_none_is_refused_by_name(string version)
    {
        var error = Assert.ThrowsAny<LlamaException>(() => new Guardrail("abc123", version));

        Assert.Equal((LlamaError.Invalid, "version"), (error.Error, error.Parameter));
        Assert.Contains("a number from 1 to 99999999, or DRAFT", error.Message, StringComparison.Ordinal);
    }
}
