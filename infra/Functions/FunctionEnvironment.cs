using System.Globalization;
using Chat;
using Infra.Models;
using Infra.Settings;

namespace Infra.Functions;

/// <summary>The functions' configuration as environment variables: what is not set is left to the functions' own defaults.</summary>
internal static class FunctionEnvironment
{
    public static IReadOnlyDictionary<string, string> Of(DeploymentSettings settings, string table, GuardrailReference? guardrail)
    {
        Dictionary<string, string?> variables = new()
        {
            [FunctionVariables.Table] = table,
            [FunctionVariables.ModelId] = settings.Model.Reference.InvocationId,
            [FunctionVariables.ModelRegions] = string.Join(',', settings.Model.Regions),
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
        };

        return variables.Where(variable => variable.Value is not null).ToDictionary(variable => variable.Key, variable => variable.Value!);
    }

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
