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
/// One of the functions that the one executable holds. It may write its own logs and traces, and nothing else until it is granted.
/// </summary>
internal sealed class ChatFunction : Construct, IGrantable
{
    /// <summary>
    /// The most that API Gateway streams. An answer ends by itself long before, with the model's 2,048 tokens; to cut one off
    /// earlier would throw away what is paid for.
    /// </summary>
    public static readonly Duration Streamed = Duration.Seconds(900);

    /// <summary>The most that API Gateway waits for a whole answer.</summary>
    public static readonly Duration Buffered = Duration.Seconds(29);

    /// <param name="scope">The stack, or a construct of it.</param>
    /// <param name="name">The function's name in the executable.</param>
    /// <param name="code">The executable.</param>
    /// <param name="settings">Packaging, memory, logs.</param>
    /// <param name="timeout">Its time for one request.</param>
    /// <param name="encryption">The key of its logs.</param>
    /// <param name="environment">Its configuration.</param>
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

        // A role of our own: the one that the CDK makes may write to every log group of the account.
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

                // A native executable is told its function by the handler; dotnet10 wants the assembly's name there.
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
