using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Chat.Configuration;
using Constructs;
using Infra.Settings;
using Infra.Storage;
using ProcessorArchitecture = System.Runtime.InteropServices.Architecture;

namespace Infra.Functions;

/// <summary>
/// One of the functions in the executable. Until it is granted more, it may only write its own logs and traces.
/// </summary>
internal sealed class ChatFunction : Construct, IGrantable
{
    /// <summary>
    /// API Gateway's longest stream. An answer ends much sooner, at the model's 2,048 tokens; a shorter timeout could only lose text that
    /// has been paid for.
    /// </summary>
    public static readonly Duration Streamed = Duration.Seconds(900);

    /// <summary>API Gateway's longest wait for a buffered answer.</summary>
    public static readonly Duration Buffered = Duration.Seconds(29);

    /// <param name="scope">The stack, or a construct of it.</param>
    /// <param name="name">The function's name in the executable.</param>
    /// <param name="code">The executable.</param>
    /// <param name="settings">Packaging, memory, logs.</param>
    /// <param name="timeout">The timeout of an invocation.</param>
    /// <param name="encryption">The key for its logs.</param>
    /// <param name="environment">Its environment variables.</param>
    public ChatFunction(
        Construct scope,
        string name,
        Code code,
        DeploymentSettings settings,
        Duration timeout,
        Encryption encryption,
        IReadOnlyDictionary<string, string>? environment = null
    )
        : base(scope, name)
    {
        Name = name;
        Timeout = timeout;
        var logs = Logs.Create(this, settings, encryption);

        // Its own role, because the CDK's default may write to every log group of the account.
        Role role = new(this, "Role", new RoleProps { AssumedBy = new ServicePrincipal("lambda.amazonaws.com") });
        logs.GrantWrite(role);

        var isNative = settings.Packaging.IsNative;
        Dictionary<string, string> variables = new(environment ?? new Dictionary<string, string>());
        if (!isNative)
        {
            variables[FunctionVariables.Function] = name;
        }

        Lambda = new(
            this,
            "Function",
            new FunctionProps
            {
                Description = $"Chat backend: {name}",
                Code = code,
                Runtime = isNative ? Runtime.PROVIDED_AL2023 : new Runtime("dotnet10", RuntimeFamily.DOTNET_CORE),

                // A native executable gets its function's name from the handler; on dotnet10 the handler has to be the assembly's name.
                Handler = isNative ? name : "bootstrap",
                Architecture = settings.Packaging.Architecture == ProcessorArchitecture.Arm64 ? Architecture.ARM_64 : Architecture.X86_64,
                MemorySize = settings.Memory,
                Timeout = timeout,
                ReservedConcurrentExecutions = settings.ReservedConcurrency,
                Role = role,
                LogGroup = logs,
                LoggingFormat = LoggingFormat.JSON,
                Tracing = Tracing.ACTIVE,
                Environment = variables,
            }
        );
    }

    public string Name { get; }

    public Duration Timeout { get; }

    public Function Lambda { get; }

    public IPrincipal GrantPrincipal => Lambda.GrantPrincipal;
}
