using Shared;

namespace Chat.Tests.Conversations;

/// <summary>A change writes what its body names, and nothing else.</summary>
public class ChangeRaceTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task Of_changes_at_once_to_different_fields_none_is_lost()
    {
        for (var round = 0; round < 25; round++)
        {
            var id = await _owner.CreateAsync();
            string[] changes =
            [
                $$"""{"title":"t{{round}}"}""",
                $$"""{"system_prompt":"s{{round}}"}""",
                """{"parameters":{"max_gen_len":7}}""",
                """{"parameters":{"top_p":0.25}}""",
            ];

            var answers = await Task.WhenAll(changes.Select(change => _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", change)));

            Assert.All(answers, answer => Assert.Equal(200, (int)answer.StatusCode));
            var read = await _owner.GetAsync($"conversations/{id}");
            Assert.Equal(($"t{round}", $"s{round}"), (read["title"]?.GetValue<string>(), read["system_prompt"]?.GetValue<string>()));
            Assert.Equal("""{"temperature":0.5,"top_p":0.25,"max_gen_len":7}""", read["parameters"]!.ToJsonString());
        }
    }

    [Fact]
    public async Task A_change_at_the_end_of_the_first_turn_keeps_the_automatic_title()
    {
        await using var dynamoDB = await FaultyDynamoDB.StartAsync(cloud.Cloud.DynamoDB.Url, TestContext.Current.CancellationToken);
        await using var slow = await LocalCloudFixture.StartAsync(new() { DynamoDB = dynamoDB.Choice, TokenDelay = TimeSpan.Zero });
        var owner = Owner.Of(slow);
        var id = await owner.CreateAsync();
        dynamoDB.AnswerTogether("if_not_exists(title", "#max_gen_len");

        var saying = owner.SayAsync(id, "echo: the title");
        using var changed = await owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", """{"parameters":{"max_gen_len":7}}""");
        await saying;

        var read = await owner.GetAsync($"conversations/{id}");
        Assert.Equal(("echo: the title", 7), (read["title"]?.GetValue<string>(), read["parameters"]!.Number("max_gen_len")));
    }

    [Fact]
    public async Task A_change_prolongs_a_conversations_life_as_a_turn_does()
    {
        using StoredTable table = new(cloud);
        await using var expiring = await LocalCloudFixture.StartAsync(
            new()
            {
                DynamoDB = new LocalCloud.Settings.DynamoDBChoice.Endpoint(cloud.Cloud.DynamoDB.Url),
                Environment = new Dictionary<string, string> { ["CONVERSATION_TTL_DAYS"] = "30" },
                TokenDelay = TimeSpan.Zero,
            }
        );
        var owner = Owner.Of(expiring);
        var id = await owner.CreateAsync();
        await table.ChangeAsync(
            StoredTable.RecordKey(owner.Name, id),
            "SET expires_at = :soon",
            (":soon", new() { N = $"{DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeSeconds()}" })
        );

        using var changed = await owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", """{"title":"New"}""");

        var expires = long.Parse(
            (await table.ItemAsync(StoredTable.RecordKey(owner.Name, id)))["expires_at"].N,
            System.Globalization.CultureInfo.InvariantCulture
        );
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(expires), DateTimeOffset.UtcNow.AddDays(29), DateTimeOffset.UtcNow.AddDays(31));
    }

    [Fact]
    public async Task An_expired_conversation_is_not_changed()
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        await table.ExpireAsync(_owner.Name, id);

        using var changed = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", """{"title":"New"}""");

        Assert.Equal(404, (int)changed.StatusCode);
    }
}
