using Llama;

namespace Infra.Settings;

/// <summary>The guardrail that checks prompts and answers.</summary>
internal abstract record GuardrailChoice
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
    /// <param name="Region">Its region, if it is given by its ARN.</param>
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
        var colon = text.LastIndexOf(':');
        try
        {
            Guardrail named = new(colon < 0 ? text : text[..colon], text[(colon + 1)..]);
            var id = named.Identifier.Split('/')[^1];
            return new(id, named.Version, id == named.Identifier ? null : named.Identifier, named.Region);
        }
        catch (LlamaException)
        {
            return null;
        }
    }
}
