using System.Text.RegularExpressions;

namespace Infra.Settings;

/// <summary>Which guardrail checks what the model reads and writes.</summary>
internal abstract partial record GuardrailChoice
{
    private const string Expected =
        "expected none, managed, ID:VERSION or arn:aws:bedrock:REGION:ACCOUNT:guardrail/ID:VERSION, where VERSION is a number or DRAFT";

    private GuardrailChoice() { }

    /// <summary>No guardrail.</summary>
    public sealed record None : GuardrailChoice;

    /// <summary>One that the stack makes, in its own region.</summary>
    public sealed record Managed : GuardrailChoice;

    /// <summary>One that is there already.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Version">A number, or <c>DRAFT</c>.</param>
    /// <param name="Arn">Its ARN without the version, if that was given: it may be another account's.</param>
    /// <param name="Region">Its region, if the ARN told.</param>
    public sealed record Existing(string Id, string Version, string? Arn, string? Region) : GuardrailChoice;

    public static GuardrailChoice Parse(string? text) =>
        text switch
        {
            null or "none" => new None(),
            "managed" => new Managed(),
            _ => ParseExisting(text) ?? throw new InvalidContextException(ContextKeys.Guardrail, text, Expected),
        };

    private static Existing? ParseExisting(string text)
    {
        if (Shape().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var (id, version) = (match.Groups["id"].Value, match.Groups["version"].Value);
        return match.Groups["arn"] is { Success: true, Value: var prefix }
            ? new(id, version, prefix + id, Amazon.Arn.Parse(prefix + id).Region)
            : new(id, version, Arn: null, Region: null);
    }

    [GeneratedRegex("^(?<arn>arn:aws[a-z-]*:bedrock:[a-z0-9-]+:[0-9]{12}:guardrail/)?(?<id>[a-z0-9]+):(?<version>[1-9][0-9]{0,7}|DRAFT)$")]
    private static partial Regex Shape();
}
