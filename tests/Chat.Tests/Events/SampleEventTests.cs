using System.Text;
using LocalCloud;
using Shared;

namespace Chat.Tests.Events;

public class SampleEventTests(LocalCloudFixture cloud)
{
    public static TheoryData<string> Names => [.. SampleEvents.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_sample_event_is_answered_by_its_function(string name)
    {
        Assert.True(ExpectedAnswer.All.TryGetValue(name, out var expected), $"events/{name}.json has no expected answer.");
        var file = SampleEvents.File(name);
        var payload = await File.ReadAllBytesAsync(file.FullName, TestContext.Current.CancellationToken);

        var (status, headers, body) = await cloud.RunAsync(EventRun.RouteOf(file, payload).Function, payload);

        Assert.Equal(expected.Status, status);
        Assert.Equal(expected.ContentType, headers.ContentType);
        Assert.Equal(Answers.Parse(Encoding.UTF8.GetString(payload))["requestContext"]!.Text("requestId"), headers["X-Request-Id"]);
        expected.Body(body);
    }

    [Fact]
    public void Every_expected_answer_has_its_event() =>
        Assert.Equal(ExpectedAnswer.All.Keys.Order(StringComparer.Ordinal), SampleEvents.Names);
}
