using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.CDK;
using Chat.Configuration;
using Infra.Models;
using Infra.Settings;

namespace Infra.Functions;

/// <summary>
/// The environment variables of the functions. A setting without a value is left out, so that the functions use their default.
/// </summary>
internal static partial class FunctionEnvironment
{
    // The certificates of Amazon's authorities, which are in the package; the functions trust no others.
    public const string TrustedRoots = "/var/task/amazon-roots.pem";

    // Lambda's limit for the names and values of all variables of a function together.
    private const int MaxBytes = 4096;

    // The unique part of the stack's id: constant for the stack's life, and different for every deployment.
    private static string StackSalt => Fn.Select(2, Fn.Split("/", Aws.STACK_ID));

    // References are replaced at deployment; names created by CloudFormation are no longer than this.
    private const int ReferenceBytes = 100;

    public static IReadOnlyDictionary<string, string> Of(
        DeploymentSettings settings,
        string table,
        GuardrailReference? guardrail,
        string? apiKeyOwners,
        string? reviewLog
    )
    {
        Dictionary<string, string?> variables = new()
        {
            [FunctionVariables.Table] = table,
            [FunctionVariables.Stage] = settings.Stage,
            [FunctionVariables.LogLevel] = settings.LogLevel,
            [FunctionVariables.LogSalt] = StackSalt,
            [FunctionVariables.ModelId] = settings.Model.Reference.InvocationId,
            [FunctionVariables.ModelIds] =
                settings.Models.Count == 1 ? null : string.Join(',', settings.Models.Select(model => model.Reference.InvocationId)),
            [FunctionVariables.BaseModelId] = settings.BaseModelId,
            [FunctionVariables.ModelAliases] = settings.ModelAliases is [] ? null : string.Join(',', settings.ModelAliases),
            [FunctionVariables.Compatibility] = settings.IsLenient ? "lenient" : null,
            [FunctionVariables.ModelRegions] = settings.ModelRegions is { } regions ? string.Join(',', regions) : null,
            [FunctionVariables.ContextWindow] = Text(settings.ContextWindow),
            [FunctionVariables.SystemPrompt] = settings.SystemPrompt,
            [FunctionVariables.KnowledgeBaseId] = settings.KnowledgeBaseId,
            [FunctionVariables.RetrievalRequired] = settings.RetrievalRequired ? "true" : null,
            [FunctionVariables.GuardrailId] = guardrail?.Identifier,
            [FunctionVariables.GuardrailVersion] = guardrail?.Version,
            [FunctionVariables.DailyBudgetUsd] = Text(settings.DailyBudgetUsd),
            [FunctionVariables.MonthlyBudgetUsd] = Text(settings.MonthlyBudgetUsd),
            [FunctionVariables.OwnerLimits] = settings.OwnerLimits ? "true" : null,
            [FunctionVariables.Admins] = settings.Admins is { } admins ? string.Join(',', admins) : null,
            [FunctionVariables.ConcurrencyLimit] = Text(settings.ConcurrencyLimit),
            [FunctionVariables.ConversationTtlDays] = Text(settings.ConversationTtlDays),
            [FunctionVariables.InputPricePer1K] = Text(settings.InputPricePer1K),
            [FunctionVariables.OutputPricePer1K] = Text(settings.OutputPricePer1K),
            [FunctionVariables.AllowedOrigins] = settings.AllowedOrigins is [] ? null : string.Join(',', settings.AllowedOrigins),
            [FunctionVariables.ApiKeyOwners] = apiKeyOwners,
            [FunctionVariables.ReviewLog] = reviewLog,
            [FunctionVariables.ReviewRate] = Text(settings.Review?.Rate),
            [TraceVariables.Endpoint] = settings.OtlpEndpoint?.OriginalString,
            [FunctionVariables.TrustedRoots] = TrustsAmazonOnly(settings.OtlpEndpoint) ? TrustedRoots : null,
        };

        var set = variables
            .Where(variable => variable.Value is not null)
            .ToDictionary(variable => variable.Key, variable => variable.Value!);
        RefuseTooLarge(set);

        return set;
    }

    // A receiver of traces outside of AWS has a certificate of another authority.
    private static bool TrustsAmazonOnly(Uri? otlpEndpoint) =>
        otlpEndpoint is not { Scheme: "https" } || otlpEndpoint.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal);

    private static void RefuseTooLarge(Dictionary<string, string> variables)
    {
        var bytes = variables.Sum(variable => Encoding.UTF8.GetByteCount(variable.Key) + Bytes(variable.Value));
        if (bytes > MaxBytes)
        {
            var (name, value) = variables.MaxBy(variable => Bytes(variable.Value));
            throw new InvalidContextException(
                "of the functions' environment",
                $"{bytes} bytes",
                $"Lambda takes {MaxBytes}; the largest part is {name} with {Bytes(value)}"
            );
        }
    }

    private static int Bytes(string value) => Encoding.UTF8.GetByteCount(Token().Replace(value, new string('x', ReferenceBytes)));

    [GeneratedRegex(@"\$\{Token\[[^\]]*\]\}")]
    private static partial Regex Token();

    private static string? Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture);
}
