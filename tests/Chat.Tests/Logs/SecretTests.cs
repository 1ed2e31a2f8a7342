using System.Net.Http.Headers;
using System.Text;
using Chat.Http;
using Chat.Tests.Conversations;
using Chat.Tests.Telemetry;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Settings;
using Shared;

namespace Chat.Tests.Logs;

/// <summary>Secrets in every place of every request, and through every fault: nothing that is printed holds one.</summary>
[Collection(nameof(WholeProcess))]
public class SecretTests
{
    private const string Secret = "xylophone-quagmire-zephyr";

    private static readonly string[] _secrets = ["xylophone", "quagmire", "zephyr", "Bearer"];

    // In shapes that a route takes, and in some that it refuses.
    private static readonly string[] _bodies =
    [
        $$"""{"messages":[{"role":"system","content":"{{Secret}}"},{"role":"user","content":"echo: {{Secret}}"}],"user":"{{Secret}}"}""",
        $$"""{"messages":[{"role":"user","content":"echo: {{Secret}}"}],"stream":true,"retrieval":{"number_of_results":2} }""",
        $$"""{"prompt":"echo: {{Secret}}","max_gen_len":20}""",
        $$"""{"content":"echo: {{Secret}}"}""",
        $$"""{"content":"echo: {{Secret}}","retrieval":{} }""",
        $$"""{"title":"{{Secret}}","system_prompt":"{{Secret}}","messages":[{"role":"user","content":"{{Secret}}"},{"role":"assistant","content":"{{Secret}}"}]}""",
        $$"""{"rating":"down","reason":"{{Secret}}","comment":"{{Secret}}"}""",
        $$"""{"{{Secret}}":"{{Secret}}"}""",
        $$"""{"content": {{Secret}} """,
        $$"""{"model":"{{Secret}}","messages":[{"role":"{{Secret}}","content":"{{Secret}}"}]}""",
    ];

    [Fact]
    public async Task No_route_prints_a_secret()
    {
        var (printed, statuses) = await PrintedAsync(async cloud =>
        {
            Owner owner = new(cloud, Secret);
            var id = await owner.CreateAsync($$"""{"title":"{{Secret}}","system_prompt":"{{Secret}}"}""");
            await owner.SayAsync(id, $"echo: {Secret}");
            List<int> statuses = [];
            foreach (var route in ApiRoute.All)
            {
                foreach (var (body, target) in BodiesOf(route).SelectMany(body => new[] { id, Secret }, (body, target) => (body, target)))
                {
                    using var request = Request(route, target, body);
                    using var answer = await cloud.SendAsync(request);
                    await answer.TextAsync();
                    statuses.Add((int)answer.StatusCode);
                    id = await ExistingAsync(owner, id);
                }
            }

            return statuses;
        });

        Assert.Contains(200, statuses);
        Assert.Contains(404, statuses);
        Assert.Contains(400, statuses);
        AssertNoSecret(printed);
    }

    [Fact]
    public async Task No_fault_of_the_model_prints_a_secret()
    {
        var (printed, statuses) = await PrintedAsync(async cloud =>
        {
            Owner owner = new(cloud, Secret);
            var faults = Enum.GetValues<FaultKind>().Where(fault => fault != FaultKind.Hang).ToList();
            foreach (var fault in faults)
            {
                cloud.Cloud.Bedrock!.Faults.Add(
                    new()
                    {
                        Fault = fault,
                        DelayMs = fault == FaultKind.SlowFirstToken ? 10 : null,
                        WhenPromptContains = $"[{fault}]",
                    }
                );
            }

            var answers = await Task.WhenAll(
                faults
                    .SelectMany(fault => (string[])["chat", "message-streamed"], (fault, call) => (fault, call))
                    .Select(item => Metering.MeteredCalls.AskAsync(owner, item.call, $"echo: {Secret} [{item.fault}]"))
            );

            return [.. answers.Select(answer => (int)answer.StatusCode)];
        });

        Assert.Contains(503, statuses);
        Assert.Contains(printed, line => line.Contains("model_error", StringComparison.Ordinal));
        AssertNoSecret(printed);
    }

    [Fact]
    public async Task No_fault_of_the_table_prints_a_secret()
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(TestContext.Current.CancellationToken);
        var (printed, statuses) = await PrintedAsync(
            async cloud =>
            {
                Owner owner = new(cloud, Secret);
                var id = await owner.CreateAsync($$"""{"title":"{{Secret}}"}""");
                List<int> statuses = [];
                for (var failing = 0; failing < 8; failing++)
                {
                    dynamoDB.Fail((call, _) => call == failing ? DynamoFault.Refused : null);
                    using var answer = await owner.PostAsync(id, Owner.Message($"echo: {Secret}"), key: $"{Secret}-{failing}");
                    await answer.TextAsync();
                    statuses.Add((int)answer.StatusCode);
                }

                return statuses;
            },
            dynamoDB.Choice
        );

        Assert.Contains(500, statuses);
        Assert.Contains(printed, line => line.Contains("fail", StringComparison.Ordinal));
        AssertNoSecret(printed);
    }

    private static string[] BodiesOf(ApiRoute route) => route.Method is "GET" or "DELETE" ? [""] : _bodies;

    private static void AssertNoSecret(IReadOnlyCollection<string> printed)
    {
        Assert.NotEmpty(printed);
        Assert.All(_secrets, secret => Assert.DoesNotContain(printed, line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)));
    }

    private static HttpRequestMessage Request(ApiRoute route, string id, string body)
    {
        var path = route.Path[1..].Replace("{id}", id, StringComparison.Ordinal).Replace("{turn}", "1", StringComparison.Ordinal);
        HttpRequestMessage request = new(new(route.Method), $"{path}?q={Secret}&cursor={Secret}&from={Secret}&model={Secret}")
        {
            Content = route.Method is "GET" or "DELETE" ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Secret);
        request.Headers.Add("Idempotency-Key", $"{Secret}-{body.Length}");
        request.Headers.Add("X-Api-Key", Secret);
        request.Headers.Add("Cookie", $"session={Secret}");

        return request;
    }

    // A route may have deleted it.
    private static async Task<string> ExistingAsync(Owner owner, string id)
    {
        using var answer = await owner.SendAsync(HttpMethod.Get, $"conversations/{id}");

        return (int)answer.StatusCode == 200 ? id : await owner.CreateAsync($$"""{"title":"{{Secret}}"}""");
    }

    private static async Task<(IReadOnlyCollection<string> Printed, IReadOnlyList<int> Statuses)> PrintedAsync(
        Func<LocalCloudFixture, Task<IReadOnlyList<int>>> ask,
        DynamoDBChoice? dynamoDB = null
    )
    {
        WrittenLines? lines = null;
        IReadOnlyList<int> statuses = [];
        var console = await LogTests.PrintedAsync(async () =>
        {
            await using var cloud = await LocalCloudFixture.StartAsync(
                new()
                {
                    TokenDelay = TimeSpan.Zero,
                    DynamoDB = dynamoDB ?? new DynamoDBChoice.InMemory(),
                    Knowledge = Path.Combine(Repository.Root, "samples", "knowledge"),
                    Environment = new Dictionary<string, string>
                    {
                        ["LOG_LEVEL"] = "trace",
                        ["GUARDRAIL_ID"] = "abc123",
                        ["GUARDRAIL_VERSION"] = "7",
                        ["DAILY_BUDGET_USD"] = "10",
                    },
                }
            );
            lines = WrittenLines.Of(cloud);
            statuses = await ask(cloud);
        });

        return ([.. lines!.All, .. console.Split('\n')], statuses);
    }
}
