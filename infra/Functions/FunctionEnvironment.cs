using System.Globalization;
using Chat.Configuration;
using Infra.Models;
using Infra.Settings;

namespace Infra.Functions;

/// <summary>The functions' configuration as environment variables: what is not set is left to the functions' own defaults.</summary>
internal static class FunctionEnvironment
{
    // Before its first connection .NET reads every authority that the system trusts, and that takes longer than all the rest
    // of a cold start. Amazon's, which vouch for AWS's endpoints, are in the package; and nothing else is to be trusted.
    private const string TrustedRoots = "/var/task/amazon-roots.pem";
    private const string NoOthers = "/var/empty";

    public static IReadOnlyDictionary<string, string> Of(DeploymentSettings settings, string table, GuardrailReference? guardrail, string? apiKeyOwners)
    {
        Dictionary<string, string?> variables = new()
        {
            [FunctionVariables.Table] = table,
            [FunctionVariables.ModelId] = settings.Model.Reference.InvocationId,
            [FunctionVariables.ModelIds] = settings.Models.Count == 1 ? null : string.Join(',', settings.Models.Select(model => model.Reference.InvocationId)),
            [FunctionVariables.BaseModelId] = settings.BaseModelId,
            [FunctionVariables.ModelRegions] = settings.ModelRegions is { } regions ? string.Join(',', regions) : null,
            [FunctionVariables.ContextWindow] = Text(settings.ContextWindow),
            [FunctionVariables.SystemPrompt] = settings.SystemPrompt,
            [FunctionVariables.KnowledgeBaseId] = settings.KnowledgeBaseId,
            [FunctionVariables.RetrievalRequired] = settings.RetrievalRequired ? "true" : null,
            [FunctionVariables.GuardrailId] = guardrail?.Identifier,
            [FunctionVariables.GuardrailVersion] = guardrail?.Version,
            [FunctionVariables.DailyBudgetUsd] = Text(settings.DailyBudgetUsd),
            [FunctionVariables.ConcurrencyLimit] = Text(settings.ConcurrencyLimit),
            [FunctionVariables.ConversationTtlDays] = Text(settings.ConversationTtlDays),
            [FunctionVariables.InputPricePer1K] = Text(settings.InputPricePer1K),
            [FunctionVariables.OutputPricePer1K] = Text(settings.OutputPricePer1K),
            [FunctionVariables.AllowedOrigins] = settings.AllowedOrigins is [] ? null : string.Join(',', settings.AllowedOrigins),
            [FunctionVariables.ApiKeyOwners] = apiKeyOwners,
            ["SSL_CERT_FILE"] = TrustedRoots,
            ["SSL_CERT_DIR"] = NoOthers,
        };

        return variables.Where(variable => variable.Value is not null).ToDictionary(variable => variable.Key, variable => variable.Value!);
    }

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
