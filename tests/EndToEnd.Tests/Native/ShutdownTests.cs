using LocalCloud.Bedrock;
using LocalCloud.Lambda;
using LocalCloud.Settings;
using Shared;

namespace EndToEnd.Tests.Native;

/// <summary>SIGTERM, which Lambda sends before it takes an execution environment away.</summary>
public sealed class ShutdownTests : IClassFixture<NativeMode>
{
    private readonly NativeMode _native;

    public ShutdownTests(NativeMode native)
    {
        Assert.SkipWhen(native.Missing is not null, native.Missing ?? "");
        _native = native;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_idle_process_ends_at_once()
    {
        await using var function = await StartAsync(new("http://127.0.0.1:9"));
        var health = await function.InvokeAsync(await PayloadAsync("health"));
        await health.Ended.WaitAsync(Token);

        await function.TerminateAsync();

        Assert.Equal(0, await function.ExitAsync());
    }

    [Fact]
    public async Task An_answer_that_is_under_way_goes_out_whole_and_no_further_event_is_taken()
    {
        await using var model = await HeldModel.StartAsync();
        await using var emulator = await BedrockEmulator.StartAsync(new() { Upstream = ((BedrockChoice.Upstream)model.Choice).Url }, Token);
        await using var function = await StartAsync(emulator.Url);
        var streamed = await function.InvokeAsync(await PayloadAsync("chat-streamed"));
        await model.AskedAsync();
        model.Say("one ");
        using StreamReader body = new(((FunctionResponse.Streamed)await streamed.Response.WaitAsync(Token)).Body.AsStream());
        await StreamedEvent.ReadAsync(body);
        await StreamedEvent.ReadAsync(body);

        await function.TerminateAsync();
        var next = await function.InvokeAsync(await PayloadAsync("health"));
        model.Say("two");
        model.Finish();
        var rest = StreamedEvent.ReadAll(await body.ReadToEndAsync(Token));

        Assert.Equal("two", rest[0].Content);
        Assert.Equal("[DONE]", rest[^1].Data);
        Assert.Equal(0, await function.ExitAsync());
        Assert.False(next.Response.IsCompleted);
    }

    private static Task<byte[]> PayloadAsync(string name) => File.ReadAllBytesAsync(SampleEvents.File(name).FullName, Token);

    private Task<NativeProcess> StartAsync(Uri bedrock) =>
        NativeProcess.StartAsync(
            _native.Bootstrap,
            LocalFunctionEnvironment.Of(new(), "completions", "completions-1", bedrock, _native.Cloud.DynamoDB.Url)
        );
}
