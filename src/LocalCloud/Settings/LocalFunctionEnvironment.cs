using System.Collections;
using Chat.Configuration;
using Chat.Telemetry;
using LocalCloud.Bedrock.Retrieve;

namespace LocalCloud.Settings;

/// <summary>The environment variables of the functions.</summary>
internal static class LocalFunctionEnvironment
{
    private const string DefaultRegion = "us-east-1";

    // A file that does not exist, since a profile could set another endpoint, region or retry mode.
    private static readonly string _noFile = Path.Combine(AppContext.BaseDirectory, "no-aws-profile");

    /// <summary>The variables of this process that are passed on to the functions.</summary>
    public static IReadOnlyDictionary<string, string> OwnVariables() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""))
            .Where(variable => IsOfTheFunctions(variable.Key) || (IsOfTheSdk(variable.Key) && !IsOfLambda(variable.Key)))
            .ToDictionary();

    /// <summary>The environment of a function instance.</summary>
    /// <param name="options">The cloud's options.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="instance">The instance's name, which the emulator receives as the session token.</param>
    /// <param name="bedrock">The emulator's URL; null if the functions call AWS.</param>
    /// <param name="dynamoDB">DynamoDB's URL, where any credentials are accepted.</param>
    public static Dictionary<string, string> Of(CloudOptions options, string function, string instance, Uri? bedrock, Uri dynamoDB)
    {
        Dictionary<string, string> variables = new()
        {
            ["_HANDLER"] = function,
            ["AWS_LAMBDA_FUNCTION_NAME"] = function,
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512",
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{function}",
            ["AWS_LAMBDA_LOG_STREAM_NAME"] = instance,
            ["AWS_REGION"] = DefaultRegion,

            // The gateway already prints a line for each request.
            [FunctionVariables.LogLevel] = "warn",
            [FunctionVariables.OwnerLimits] = "true",
            ["ALLOWED_ORIGINS"] = AllowedOrigins(options),
        };
        foreach (
            var (name, value) in options.Environment.Where(own => bedrock is null || IsOfTheFunctions(own.Key) || !IsOfTheSdk(own.Key))
        )
        {
            variables[name] = value;
        }

        variables["CHAT_TABLE"] = options.Table;
        variables["AWS_ENDPOINT_URL_DYNAMODB"] = dynamoDB.ToString();
        if (KnowledgeBaseId(options) is { } knowledgeBase)
        {
            variables["KNOWLEDGE_BASE_ID"] = knowledgeBase;
        }

        if (bedrock is not null)
        {
            variables["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = bedrock.ToString();
            variables["AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME"] = bedrock.ToString();
            variables["AWS_ACCESS_KEY_ID"] = LocalCredentials.AccessKey;
            variables["AWS_SECRET_ACCESS_KEY"] = LocalCredentials.SecretKey;
            variables["AWS_SESSION_TOKEN"] = instance;
            variables["AWS_CONFIG_FILE"] = _noFile;
            variables["AWS_SHARED_CREDENTIALS_FILE"] = _noFile;
        }

        return variables;
    }

    /// <summary>The origins that the functions allow. The gateway itself decides which pages may call it.</summary>
    public static string AllowedOrigins(CloudOptions options) =>
        options.Environment.GetValueOrDefault("ALLOWED_ORIGINS") ?? (options.Bedrock is BedrockChoice.Aws ? "" : "*");

    /// <exception cref="UsageException">The functions cannot start with a setting.</exception>
    public static void Check(CloudOptions options)
    {
        try
        {
            Uri anywhere = new("http://127.0.0.1");
            var variables = Of(options, "completions", "check", options.Bedrock is BedrockChoice.Aws ? null : anywhere, anywhere);
            ChatSettings.Bind(variables);
            TraceSettings.Bind("check", "completions", variables);
        }
        catch (InvalidConfigurationException mistake)
        {
            throw new UsageException(mistake.Message, mistake);
        }
    }

    /// <summary>
    /// Removes variables from this process's environment that would affect functions inside it, because the AWS SDK reads the process's
    /// variables.
    /// </summary>
    public static void CleanOwn(CloudOptions options)
    {
        var talksToAws = options.Bedrock is BedrockChoice.Aws;
        foreach (
            var name in Environment
                .GetEnvironmentVariables()
                .Keys.Cast<string>()
                .Where(name => IsOfLambda(name) || (!talksToAws && name.StartsWith("AWS_", StringComparison.Ordinal)))
        )
        {
            Environment.SetEnvironmentVariable(name, null);
        }

        if (!talksToAws)
        {
            Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", _noFile);
            Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", _noFile);
        }

        // A proxy may be needed for npm, AWS or a remote model, but never for this machine.
        foreach (var name in new[] { "NO_PROXY", "no_proxy" })
        {
            string?[] exceptions =
            [
                Environment.GetEnvironmentVariable("NO_PROXY"),
                Environment.GetEnvironmentVariable("no_proxy"),
                "localhost,127.0.0.1,[::1],::1",
            ];
            Environment.SetEnvironmentVariable(name, string.Join(',', exceptions.Where(list => !string.IsNullOrEmpty(list)).Distinct()));
        }
    }

    /// <summary>The functions' knowledge base: KNOWLEDGE_BASE_ID, or that of the folder; null for none.</summary>
    public static string? KnowledgeBaseId(CloudOptions options) =>
        options.Environment.GetValueOrDefault("KNOWLEDGE_BASE_ID") is { Length: > 0 } own ? own
        : options.Knowledge is not null ? LocalKnowledge.DefaultId
        : null;

    /// <summary>The functions' region.</summary>
    public static string Region(CloudOptions options) =>
        options.Bedrock is BedrockChoice.Aws && options.Environment.GetValueOrDefault("AWS_REGION") is { Length: > 0 } own
            ? own
            : DefaultRegion;

    // S3 is called for the review log only, wherever the model and the table are.
    private static bool IsOfTheFunctions(string name) =>
        FunctionVariables.All.Contains(name) || TraceVariables.All.Contains(name) || name == "AWS_ENDPOINT_URL_S3";

    private static bool IsOfLambda(string name) =>
        name is "_HANDLER" or "LAMBDA_TASK_ROOT" or "LAMBDA_RUNTIME_DIR" || name.StartsWith("AWS_LAMBDA_", StringComparison.Ordinal);

    // Credentials, profiles and endpoints, which only matter if the functions call AWS.
    private static bool IsOfTheSdk(string name) => name.StartsWith("AWS_", StringComparison.Ordinal) || name == "HOME" || IsOfProxy(name);

    private static bool IsOfProxy(string name) => name.ToUpperInvariant() is "HTTP_PROXY" or "HTTPS_PROXY" or "ALL_PROXY" or "NO_PROXY";
}
