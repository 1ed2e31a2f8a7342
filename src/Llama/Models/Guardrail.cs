using Amazon;

namespace Llama;

/// <summary>A guardrail of Amazon Bedrock, which checks prompts and answers. Instances are always valid.</summary>
/// <remarks>A guardrail exists in one region only; in another, Bedrock answers that it does not exist.</remarks>
public sealed record Guardrail
{
    /// <param name="identifier">Its id (a-z and 0-9) or its ARN, <c>arn:aws:bedrock:REGION:ACCOUNT:guardrail/ID</c>.</param>
    /// <param name="version">A number of 1 to 8 digits that does not begin with 0, or <c>DRAFT</c>.</param>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: names the wrong argument.</exception>
    public Guardrail(string identifier, string version)
    {
        Arn? arn = null;
        if (!IsId(identifier) && !(Arn.TryParse(identifier, out arn) && IsGuardrail(arn)))
        {
            throw LlamaException.Invalid(nameof(identifier), identifier, "an id of a-z and 0-9, or the ARN of a guardrail");
        }

        if (version != "DRAFT" && !IsNumber(version))
        {
            throw LlamaException.Invalid(nameof(version), version, "a number from 1 to 99999999, or DRAFT");
        }

        (Identifier, Version, Region) = (identifier, version, arn?.Region);
    }

    /// <summary>The id or the ARN, unchanged.</summary>
    public string Identifier { get; }

    /// <summary>A number, or <c>DRAFT</c>.</summary>
    public string Version { get; }

    /// <summary>The region, if the identifier is an ARN.</summary>
    public string? Region { get; }

    private static bool IsGuardrail(Arn arn) =>
        arn is { Service: "bedrock", Region.Length: > 0, AccountId.Length: 12 }
        && arn.AccountId.All(char.IsAsciiDigit)
        && arn.Resource.Split('/') is ["guardrail", var id]
        && IsId(id);

    private static bool IsId(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    private static bool IsNumber(string text) => text is [not '0', ..] && text.Length <= 8 && text.All(char.IsAsciiDigit);
}
