using LocalCloud.Bedrock.Faults;

namespace Llama.Tests.Client;

/// <summary>A dialog that the model refuses as too long can be sent again shorter.</summary>
public sealed class ShorterDialogTests
{
    private static readonly Dialog _tooLong = Emulator.Ask(string.Concat(Enumerable.Repeat("word ", 5000)));

    private readonly List<int> _callsLeft = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_shorter_dialog_is_answered(bool isStreamed)
    {
        await using var emulator = await Emulator.StartAsync();

        var (text, error) = await AskAsync(emulator, _tooLong, isStreamed, left => left > 2 ? _tooLong : Emulator.Ask("echo: short"));

        Assert.Equal(("short", null), (text, error));
        Assert.Equal([3, 2], _callsLeft);
        Assert.Equal([400, 400, 200], emulator.Journal.Invocations.Select(call => call.Status));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_four_calls_the_refusal_is_returned(bool isStreamed)
    {
        await using var emulator = await Emulator.StartAsync();

        var (_, error) = await AskAsync(emulator, _tooLong, isStreamed, _ => _tooLong);

        Assert.Equal(LlamaError.ContextLengthExceeded, error);
        Assert.Equal([3, 2, 1], _callsLeft);
        Assert.Equal(LlamaClient.MaxCalls, emulator.Journal.Invocations.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_a_shorter_dialog_the_refusal_is_returned(bool isStreamed)
    {
        await using var emulator = await Emulator.StartAsync();

        var (_, error) = await AskAsync(emulator, _tooLong, isStreamed, _ => null);

        Assert.Equal(LlamaError.ContextLengthExceeded, error);
        Assert.Single(emulator.Journal.Invocations);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task For_another_refusal_no_shorter_dialog_is_asked_for(bool isStreamed)
    {
        await using var emulator = await Emulator.StartAsync(fault: new() { Fault = FaultKind.AccessDenied });

        var (_, error) = await AskAsync(emulator, Emulator.Ask("Hi"), isStreamed, _ => Emulator.Ask("Hi"));

        Assert.Equal(LlamaError.AccessDenied, error);
        Assert.Empty(_callsLeft);
    }

    private async Task<(string? Text, LlamaError? Error)> AskAsync(
        Emulator emulator,
        Dialog dialog,
        bool isStreamed,
        Func<int, Dialog?> shorter
    )
    {
        var cancellation = TestContext.Current.CancellationToken;
        if (isStreamed)
        {
            var heard = await Heard.ListenAsync(emulator.Llama.StreamAsync(dialog, shorter: Shorter, cancellationToken: cancellation));

            return (heard.Text, heard.Error?.Error);
        }

        try
        {
            return ((await emulator.Llama.InvokeAsync(dialog, shorter: Shorter, cancellationToken: cancellation)).Text, null);
        }
        catch (LlamaException refused)
        {
            return (null, refused.Error);
        }

        Dialog? Shorter(int left)
        {
            _callsLeft.Add(left);

            return shorter(left);
        }
    }
}
