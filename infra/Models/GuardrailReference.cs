namespace Infra.Models;

/// <summary>A guardrail for requests and policies.</summary>
/// <param name="Identifier">Its id, or its ARN if it is in another account.</param>
/// <param name="Version">A number, or <c>DRAFT</c>.</param>
/// <param name="Arn">Its ARN.</param>
internal sealed record GuardrailReference(string Identifier, string Version, string Arn);
