using Chat.Configuration;

namespace Chat.Hosting;

/// <summary>The function that this process runs, and the variable that names it.</summary>
internal sealed record FunctionName(string? Name, string Variable)
{
    /// <summary><c>CHAT_FUNCTION</c> if set, else <c>_HANDLER</c>, which has to name the assembly on a managed runtime.</summary>
    public static FunctionName Of(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault(FunctionVariables.Function) is { Length: > 0 } name
            ? new(name, FunctionVariables.Function)
            : new(environment.GetValueOrDefault("_HANDLER"), "_HANDLER");

    public InvalidConfigurationException IsUnknown() =>
        new(
            Variable,
            Name,
            $"{FunctionNames.Completions}, {FunctionNames.Conversations}, {FunctionNames.Messages}, {FunctionNames.Admin}, {FunctionNames.Authorizer}, {FunctionNames.Expiry} or {FunctionNames.SignUp}"
                + (Variable == FunctionVariables.Function ? "" : $", or one of these in {FunctionVariables.Function}")
        );
}
