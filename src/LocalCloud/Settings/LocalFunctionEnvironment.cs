using System.Collections;
using Chat.Configuration;
using LocalCloud.Bedrock.Retrieve;

namespace LocalCloud.Settings;

/// <summary>The environment variables of the functions.</summary>
internal static class LocalFunctionEnvironment
{
    private const string DefaultRegion = "us-east-1";

    // Where the SDK finds no profile: one could name another endpoint, another region or another way to retry.
    private static readonly string _noFile = Path.Combine(AppContext.BaseDirectory, "no-aws-profile");

    /// <summary>Of this process's own variables, those that the functions may see.</summary>
    public static IReadOnlyDictionary<string, string> OwnVariables() =>
        Environment
            .GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""))
            .Where(variable => FunctionVariables.All.Contains(variable.Key) || (IsOfTheSdk(variable.Key) && !IsOfLambda(variable.Key)))
            .ToDictionary();

    /// <summary>What a function instance starts with.</summary>
    /// <param name="options">The cloud's options.</param>
    /// <param name="function">The function's name.</param>
    /// <param name="instance">The instance's name; the stand-in sees it as the session token.</param>
    /// <param name="bedrock">The stand-in; null when the functions talk to AWS.</param>
    /// <param name="dynamoDB">DynamoDB, which takes whatever credentials the functions have.</param>
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

            // The gateway already prints a line per request.
            [FunctionVariables.LogLevel] = "warn",
            ["ALLOWED_ORIGINS"] = AllowedOrigins(options),
        };
        foreach (var (name, value) in options.Environment.Where(own => bedrock is null || !IsOfTheSdk(own.Key)))
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

    /// <summary>The origins that the functions allow. Which pages get as far as to the functions is the gateway's to say.</summary>
    public static string AllowedOrigins(CloudOptions options) =>
        options.Environment.GetValueOrDefault("ALLOWED_ORIGINS") ?? (options.Bedrock is BedrockChoice.Aws ? "" : "*");

    /// <exception cref="UsageException">A setting that the functions cannot start with.</exception>
    public static void Check(CloudOptions options)
    {
        try
        {
            Uri anywhere = new("http://127.0.0.1");
            ChatSettings.Bind(Of(options, "completions", "check", options.Bedrock is BedrockChoice.Aws ? null : anywhere, anywhere));
        }
        catch (InvalidConfigurationException mistake)
        {
            throw new UsageException(mistake.Message, mistake);
        }
    }

    /// <summary>
    /// Takes from this process's own environment what would reach the functions inside it, but no function that is a
    /// process of its own: the AWS SDK reads the process's variables, whatever it is given.
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

        // A proxy may be needed for the Node tools, for AWS or for a model elsewhere, and never for this machine.
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

    /// <summary>The functions' knowledge base: one's own, or that of the folder; null for none.</summary>
    public static string? KnowledgeBaseId(CloudOptions options) =>
        options.Environment.GetValueOrDefault("KNOWLEDGE_BASE_ID") is { Length: > 0 } own ? own
        : options.Knowledge is not null ? LocalKnowledge.DefaultId
        : null;

    /// <summary>The functions' region.</summary>
    public static string Region(CloudOptions options) =>
        options.Bedrock is BedrockChoice.Aws && options.Environment.GetValueOrDefault("AWS_REGION") is { Length: > 0 } own
            ? own
            : DefaultRegion;

    private static bool IsOfLambda(string name) =>
        name is "_HANDLER" or "LAMBDA_TASK_ROOT" or "LAMBDA_RUNTIME_DIR" || name.StartsWith("AWS_LAMBDA_", StringComparison.Ordinal);

    // Credentials, profiles and endpoints: of use only when the functions talk to the real service.
    private static bool IsOfTheSdk(string name) => name.StartsWith("AWS_", StringComparison.Ordinal) || name == "HOME" || IsOfProxy(name);

    private static bool IsOfProxy(string name) => name.ToUpperInvariant() is "HTTP_PROXY" or "HTTPS_PROXY" or "ALL_PROXY" or "NO_PROXY";
}
