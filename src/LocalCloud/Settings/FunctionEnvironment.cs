using System.Collections;
using Chat.Configuration;
using LocalCloud.Bedrock.Retrieve;

namespace LocalCloud.Settings;

/// <summary>The environment variables of the functions.</summary>
internal static class FunctionEnvironment
{
    private const string DefaultRegion = "us-east-1";

    /// <summary>Of this process's own variables, those that the functions may see.</summary>
    public static IReadOnlyDictionary<string, string> OwnVariables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value ?? ""))
            .Where(variable => FunctionVariables.All.Contains(variable.Key) || IsOfTheSdk(variable.Key))
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
            ["AWS_REGION"] = DefaultRegion,
            ["ALLOWED_ORIGINS"] = "*",
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
        }

        return variables;
    }

    /// <summary>The functions' knowledge base: one's own, or that of the folder; null for none.</summary>
    public static string? KnowledgeBaseId(CloudOptions options) =>
        options.Environment.GetValueOrDefault("KNOWLEDGE_BASE_ID") is { Length: > 0 } own ? own
        : options.Knowledge is not null ? LocalKnowledge.DefaultId
        : null;

    /// <summary>The functions' region.</summary>
    public static string Region(CloudOptions options) =>
        options.Bedrock is BedrockChoice.Aws && options.Environment.GetValueOrDefault("AWS_REGION") is { Length: > 0 } own ? own : DefaultRegion;

    // Credentials, profiles and endpoints: of use only when the functions talk to the real service.
    private static bool IsOfTheSdk(string name) => name.StartsWith("AWS_", StringComparison.Ordinal) || name == "HOME";
}
