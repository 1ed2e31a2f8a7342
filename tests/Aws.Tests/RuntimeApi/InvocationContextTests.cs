using System.Globalization;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Aws.Tests.RuntimeApi;

/// <summary>These change what the whole process shares, environment and console, so nothing may run beside them.</summary>
[Collection(nameof(InvocationContextTests))]
[CollectionDefinition(nameof(InvocationContextTests), DisableParallelization = true)]
public sealed class InvocationContextTests : IDisposable
{
    private const string TraceVariable = "_X_AMZN_TRACE_ID";

    private readonly TextWriter _out = Console.Out;
    private readonly TextWriter _error = Console.Error;

    private readonly Dictionary<string, string?> _variables = new[]
    {
        TraceVariable,
        "AWS_LAMBDA_LOG_FORMAT",
        "AWS_LAMBDA_LOG_LEVEL",
        "AWS_LAMBDA_MAX_CONCURRENCY",
        "AWS_LAMBDA_DOTNET_PROCESSING_TASKS",
    }.ToDictionary(name => name, Environment.GetEnvironmentVariable);

    public InvocationContextTests()
    {
        // Other tests of this process may have set them for good.
        foreach (var name in _variables.Keys)
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    public void Dispose()
    {
        Console.SetOut(_out);
        Console.SetError(_error);
        foreach (var (name, value) in _variables)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    [Fact]
    public async Task The_deadline_becomes_remaining_time()
    {
        var deadline = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

        var remaining = await InAnInvocationAsync(context => context.RemainingTime, $"Lambda-Runtime-Deadline-Ms: {deadline}");

        Assert.InRange(remaining, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Function_client_and_identity_come_from_the_headers()
    {
        var context = await InAnInvocationAsync(
            context =>
                (
                    context.InvokedFunctionArn,
                    context.Identity?.IdentityId,
                    context.ClientContext?.Client?.AppTitle,
                    context.ClientContext?.Custom?["k"]
                ),
            "Lambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:chat",
            """Lambda-Runtime-Cognito-Identity: {"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}""",
            """Lambda-Runtime-Client-Context: {"client":{"app_title":"phone"},"custom":{"k":"v"}}"""
        );

        Assert.Equal(("arn:aws:lambda:us-east-1:123456789012:function:chat", "id", "phone", "v"), context);
    }

    [Fact]
    public async Task The_trace_is_in_the_context_and_in_the_environment()
    {
        var trace = await InAnInvocationAsync(
            context => (context.TraceId, LambdaTraceProvider.CurrentTraceId, Environment.GetEnvironmentVariable(TraceVariable)),
            "Lambda-Runtime-Trace-Id: Root=1-2-3"
        );

        Assert.Equal(("Root=1-2-3", "Root=1-2-3", "Root=1-2-3"), trace);
    }

    [Fact]
    public async Task With_several_invocations_in_one_process_the_trace_stays_out_of_the_environment()
    {
        Environment.SetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY", "8");
        Environment.SetEnvironmentVariable("AWS_LAMBDA_DOTNET_PROCESSING_TASKS", "1");

        var trace = await InAnInvocationAsync(
            context => (LambdaTraceProvider.CurrentTraceId, Environment.GetEnvironmentVariable(TraceVariable)),
            "Lambda-Runtime-Trace-Id: Root=1-2-3"
        );

        Assert.Equal(("Root=1-2-3", null), trace);
    }

    [Fact]
    public async Task A_JSON_log_line_holds_the_invocation_and_the_named_arguments()
    {
        Environment.SetEnvironmentVariable("AWS_LAMBDA_LOG_FORMAT", "JSON");
        using StringWriter log = new();
        Console.SetOut(log);

        await InAnInvocationAsync(
            context =>
            {
                context.Logger.LogInformation("took {Elapsed} ms for {Route}", 42, "invoke");
                return true;
            },
            "Lambda-Runtime-Trace-Id: Root=1-2-3"
        );

        using var line = JsonDocument.Parse(Assert.Single(Lines(log)));
        Assert.Equal("Information", line.RootElement.GetProperty("level").GetString());
        Assert.Equal("one", line.RootElement.GetProperty("requestId").GetString());
        Assert.Equal("Root=1-2-3", line.RootElement.GetProperty("traceId").GetString());
        Assert.Equal("took 42 ms for invoke", line.RootElement.GetProperty("message").GetString());
        Assert.Equal(42, line.RootElement.GetProperty("Elapsed").GetInt32());
        Assert.Equal("invoke", line.RootElement.GetProperty("Route").GetString());
        Assert.Equal(DateTimeKind.Utc, line.RootElement.GetProperty("timestamp").GetDateTime().Kind);
    }

    [Fact]
    public async Task Lines_below_the_configured_level_are_not_written()
    {
        Environment.SetEnvironmentVariable("AWS_LAMBDA_LOG_LEVEL", "WARN");
        using StringWriter log = new();
        Console.SetOut(log);

        await InAnInvocationAsync(context =>
        {
            context.Logger.LogInformation("quiet");
            context.Logger.LogWarning("loud");
            return true;
        });

        Assert.EndsWith("\tone\twarn\tloud", Assert.Single(Lines(log)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_is_logged_as_an_error_without_the_event()
    {
        using StringWriter log = new();
        Console.SetError(log);
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Answering(api, (_, _) => throw new TimeoutException("too slow"));

        api.Invoke("one", """{"body":"a secret prompt"}""");
        await api.PostAsync();

        Assert.Contains("System.TimeoutException: too slow", log.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", log.ToString(), StringComparison.Ordinal);
    }

    private static async Task<T> InAnInvocationAsync<T>(Func<ILambdaContext, T> look, params string[] headers)
    {
        TaskCompletionSource<T> seen = new();
        await using FakeRuntimeApi api = new();
        await using var function = RunningFunction.Streaming(
            api,
            context =>
            {
                seen.SetResult(look(context));
                return Task.CompletedTask;
            }
        );
        api.Invoke("one", "{}", headers);
        await api.PostAsync();
        return await seen.Task;
    }

    private static string[] Lines(StringWriter log) => log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
