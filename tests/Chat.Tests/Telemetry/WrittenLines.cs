using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Chat.Telemetry;
using Shared;

namespace Chat.Tests.Telemetry;

/// <summary>The lines that a cloud's functions write.</summary>
internal sealed class WrittenLines
{
    private readonly ConcurrentQueue<string> _lines = [];

    public static WrittenLines Of(LocalCloudFixture cloud)
    {
        WrittenLines lines = new();
        cloud.Cloud.Output.Written += lines._lines.Enqueue;

        return lines;
    }

    public IReadOnlyCollection<string> All => [.. _lines];

    public IReadOnlyList<JsonNode> Json => [.. _lines.Where(line => line.StartsWith('{')).Select(Answers.Parse)];

    public IEnumerable<JsonNode> Metrics => Json.Where(line => line["_aws"] is not null);

    public IEnumerable<JsonNode> Requests => With(RequestLine.Message);

    /// <summary>The line of an answered request: it is written just after the answer.</summary>
    public Task<JsonNode> RequestAsync(HttpResponseMessage answer) =>
        FindAsync(() => Requests.FirstOrDefault(line => (string?)line["apiRequestId"] == answer.Header("X-Request-Id")));

    /// <summary>The metrics of an answered request.</summary>
    public async Task<JsonNode> MetricsAsync(HttpResponseMessage answer)
    {
        var request = await RequestAsync(answer);

        return await FindAsync(() => Metrics.FirstOrDefault(line => (string?)line["RequestId"] == (string?)request["requestId"]));
    }

    /// <summary>The lines with a message, once there is one.</summary>
    public async Task<IReadOnlyList<JsonNode>> FindAllAsync(string message)
    {
        await FindAsync(() => With(message).FirstOrDefault());

        return [.. With(message)];
    }

    private IEnumerable<JsonNode> With(string message) => Json.Where(line => (string?)line["message"] == message);

    private static async Task<JsonNode> FindAsync(Func<JsonNode?> find)
    {
        while (true)
        {
            if (find() is { } line)
            {
                return line;
            }

            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
