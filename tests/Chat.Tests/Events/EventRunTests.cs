using System.Text;
using LocalCloud;
using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Events;

public sealed class EventRunTests : IDisposable
{
    private readonly FileInfo _file = new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()));

    public static TheoryData<string> Names => [.. SampleEvents.Names];

    public void Dispose() => _file.Delete();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Status_headers_and_body_are_printed(string name)
    {
        var expected = ExpectedAnswer.All[name];

        var printed = await PrintAsync(SampleEvents.File(name));

        var (head, body) = printed.Split("\n\n", 2) is [var first, var second] ? (first.Split('\n'), second) : default;
        Assert.Equal($"{expected.Status}", head[0]);
        Assert.Equal(
            expected.ContentType,
            head.SingleOrDefault(line => line.StartsWith("Content-Type: ", StringComparison.Ordinal))?["Content-Type: ".Length..]
        );
        Assert.Contains(head, line => line.StartsWith("X-Request-Id: ", StringComparison.Ordinal));
        expected.Body(body.Length == 1 ? "" : body[..^1]);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"httpMethod":1,"resource":"/health"}""")]
    public async Task A_file_that_holds_no_event_is_refused_by_name(string text)
    {
        await File.WriteAllTextAsync(_file.FullName, text, TestContext.Current.CancellationToken);

        var mistake = await Assert.ThrowsAsync<UsageException>(() => PrintAsync(_file));

        Assert.StartsWith($"{_file} is not an API Gateway proxy event", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task A_byte_order_mark_is_no_part_of_the_event(string encoding)
    {
        await File.WriteAllTextAsync(
            _file.FullName,
            await File.ReadAllTextAsync(SampleEvents.File("health").FullName, TestContext.Current.CancellationToken),
            Encoding.GetEncoding(encoding),
            TestContext.Current.CancellationToken
        );

        Assert.StartsWith("200\n", await PrintAsync(_file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_is_refused_by_name()
    {
        var mistake = await Assert.ThrowsAsync<UsageException>(() => PrintAsync(_file));

        Assert.StartsWith($"cannot read {_file}", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_cannot_start_reports_the_reason()
    {
        CloudOptions options = new() { Environment = new Dictionary<string, string> { ["CONTEXT_WINDOW"] = "many" } };

        var mistake = await Assert.ThrowsAsync<UsageException>(() => PrintAsync(SampleEvents.File("health"), options));

        Assert.Contains("CONTEXT_WINDOW is", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("expected a number from 2 to 1000000", mistake.Message, StringComparison.Ordinal);
    }

    private static async Task<string> PrintAsync(FileInfo file, CloudOptions? options = null)
    {
        using MemoryStream output = new();
        await EventRun.RunAsync(file, options ?? new() { TokenDelay = TimeSpan.Zero }, output, TestContext.Current.CancellationToken);

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
