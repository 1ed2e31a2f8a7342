using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Completions;

/// <summary>A cloud whose model remembers the last prompt.</summary>
public sealed class PromptReader : IAsyncLifetime
{
    private const string Ok = """{"choices":[{"text":"ok","finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1}}""";

    private FakeCompletions? _model;
    private LocalCloudFixture? _cloud;

    internal LocalCloudFixture Cloud => _cloud!;

    public string? LastPrompt => Answers.Parse(_model!.Received!).Text("prompt");

    public async ValueTask InitializeAsync()
    {
        _model = await FakeCompletions.StartAsync(context =>
            Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, Ok)
        );
        _cloud = await LocalCloudFixture.StartAsync(new() { Bedrock = new BedrockChoice.Upstream(_model.Url) });
    }

    public async ValueTask DisposeAsync()
    {
        if (_cloud is not null)
        {
            await _cloud.DisposeAsync();
        }

        if (_model is not null)
        {
            await _model.DisposeAsync();
        }
    }
}
