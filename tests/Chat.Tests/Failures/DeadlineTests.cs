using Amazon.Lambda.TestUtilities;
using Chat.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Chat.Tests.Failures;

/// <summary>API Gateway closes a connection on which nothing has been sent for five minutes, although a function has fifteen.</summary>
public sealed class DeadlineTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(900, 290)]
    [InlineData(60, 58.5)]
    public void The_first_byte_is_sent_within_five_minutes_and_within_the_functions_time(double functionSeconds, double seconds)
    {
        using var deadline = Deadline.OfFirstByte(Context(functionSeconds), _time);

        _time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
        Assert.False(deadline.Token.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(deadline.Token.IsCancellationRequested);
    }

    [Fact]
    public void A_stream_has_all_of_the_functions_time()
    {
        using var deadline = Deadline.OfFirstByte(Context(900), _time);
        deadline.Extend();

        _time.Advance(TimeSpan.FromSeconds(898));
        Assert.False(deadline.Token.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(deadline.Token.IsCancellationRequested);
    }

    private static TestLambdaContext Context(double seconds) => new() { RemainingTime = TimeSpan.FromSeconds(seconds) };
}
