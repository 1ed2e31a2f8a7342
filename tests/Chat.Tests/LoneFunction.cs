using System.Text;
using System.Text.Json.Nodes;
using Chat.Hosting;
using LocalCloud.Lambda;
using Shared;

namespace Chat.Tests;

/// <summary>A function that no HTTP request reaches, behind the Runtime API.</summary>
internal sealed class LoneFunction : IAsyncDisposable
{
    private readonly Instance _instance;

    private LoneFunction(Instance instance) => _instance = instance;

    /// <param name="name">Its name.</param>
    /// <param name="environment">Its environment variables.</param>
    public static async Task<LoneFunction> StartAsync(string name, IReadOnlyDictionary<string, string> environment) =>
        new(
            await Instance.StartAsync(
                name,
                (api, stop) =>
                    FunctionHost.RunAsync(
                        new Dictionary<string, string>(environment) { ["_HANDLER"] = name, ["AWS_LAMBDA_RUNTIME_API"] = api },
                        terminated: stop
                    )
            )
        );

    public async Task<JsonNode> AnswerAsync(string payload) =>
        Answers.Parse(Encoding.UTF8.GetString(Assert.IsType<FunctionResponse.Buffered>(await AskAsync(payload)).Body.Span));

    /// <returns>The failure as the caller reads it.</returns>
    public async Task<string> FailAsync(string payload) =>
        Answers.Parse(Assert.IsType<FunctionResponse.Failed>(await AskAsync(payload)).Error.Body).Text("errorMessage");

    public ValueTask DisposeAsync() => _instance.DisposeAsync();

    private async Task<FunctionResponse> AskAsync(string payload)
    {
        PendingInvocation invocation = new(
            Guid.NewGuid().ToString(),
            Encoding.UTF8.GetBytes(payload),
            "Root=1",
            DateTimeOffset.UtcNow.AddMinutes(1)
        );
        await _instance.RunAsync(invocation);

        return await invocation.Response;
    }
}
