namespace Infra.Models;

/// <summary>A guardrail as a request names it, and as a policy does.</summary>
/// <param name="Identifier">Its id, or its ARN when it is another account's.</param>
/// <param name="Version">A number, or <c>DRAFT</c>.</param>
/// <param name="Arn">Its ARN.</param>
internal sealed record GuardrailReference(string Identifier, string Version, string Arn);
