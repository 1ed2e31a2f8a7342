using Chat.Table;
using Chat.Tests.Conversations;
using Chat.Tests.Metering;
using Chat.Tests.OpenApi;
using Shared;

namespace Chat.Tests.Admin;

/// <summary>What operators do, and what it means for owners.</summary>
public class AdminTests(LocalCloudFixture cloud)
{
    private readonly Owner _admin = new(cloud, $"root-{Guid.NewGuid():N} groups=admins");
    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task Each_group_has_its_own_budget_of_the_month_and_an_owners_own_comes_first()
    {
        var (small, large) = ($"small-{Guid.NewGuid():N}", $"large-{Guid.NewGuid():N}");
        await PutAsync($"group:{small}", """{"monthly_budget_usd":0.0002}""");
        await PutAsync($"group:{large}", """{"monthly_budget_usd":5}""");
        await PutAsync(_owner.Name, """{"monthly_budget_usd":1}""");

        using var refused = await Member(small).AskAsync("chat", "echo: here", maxGenLen: 500);
        using var answered = await Member(large).AskAsync("chat", "echo: here", maxGenLen: 500);
        using var own = await new Owner(cloud, $"{_owner.Name} groups={small}").AskAsync("message", "echo: here", maxGenLen: 500);

        var (status, error) = await refused.OpenAIErrorAsync();
        Assert.Equal((429, "budget_exceeded"), (status, error.Text("code")));
        Assert.Contains("the month's USD 0.0002 is left", error.Text("message"), StringComparison.Ordinal);
        Assert.Equal((200, 200), ((int)answered.StatusCode, (int)own.StatusCode));
        var month = (await _owner.GetAsync("usage"))["monthly_budget"]!;
        Assert.Equal(1m, month.Usd("monthly_usd"));
        Assert.InRange(month.Usd("remaining_usd"), 0.9m, 0.999999m);
    }

    [Fact]
    public async Task In_several_groups_the_largest_limit_counts()
    {
        var (small, large) = ($"small-{Guid.NewGuid():N}", $"large-{Guid.NewGuid():N}");
        await PutAsync($"group:{small}", """{"daily_budget_usd":0}""");
        await PutAsync($"group:{large}", """{"daily_budget_usd":1}""");

        using var answered = await Member($"{small},{large}").AskAsync("chat", "echo: here");
        using var refused = await Member(small).AskAsync("chat", "echo: here");

        Assert.Equal((200, 429), ((int)answered.StatusCode, (int)refused.StatusCode));
    }

    [Theory]
    [InlineData("chat")]
    [InlineData("chat-streamed")]
    [InlineData("invoke")]
    [InlineData("message-streamed")]
    public async Task A_blocked_owner_gets_no_answer_and_can_still_read(string call)
    {
        using var blocked = await SendAsync(HttpMethod.Put, $"admin/owners/{_owner.Name}/block", """{"reason":"asked to pause"}""");
        using var refused = await _owner.AskAsync(call, "echo: here");
        using var listed = await _owner.SendAsync(HttpMethod.Get, "conversations");
        using var used = await _owner.SendAsync(HttpMethod.Get, "usage");

        var (method, path) = call switch
        {
            "invoke" => ("POST", "/invoke"),
            "message-streamed" => ("POST", "/conversations/{id}/messages"),
            _ => ("POST", "/chat/completions"),
        };
        await refused.AssertDocumentedAsync(method, path, 403, "forbidden");
        await blocked.AssertDocumentedAsync("PUT", "/admin/owners/{owner}/block", 200);
        Assert.Equal((200, 200), ((int)listed.StatusCode, (int)used.StatusCode));
    }

    [Fact]
    public async Task An_owner_who_is_unblocked_is_answered_by_a_new_instance_at_once()
    {
        using var blocked = await SendAsync(HttpMethod.Put, $"admin/owners/{_owner.Name}/block", "{}");
        using var unblocked = await SendAsync(HttpMethod.Delete, $"admin/owners/{_owner.Name}/block");
        await using var another = await cloud.AloneAsync();

        using var answered = await new Owner(another, _owner.Name).AskAsync("chat", "echo: here");

        Assert.False((await unblocked.JsonAsync())["blocked"]!.GetValue<bool>());
        Assert.Equal(200, (int)answered.StatusCode);
    }

    [Fact]
    public async Task An_erased_owner_has_nothing_left_and_others_keep_theirs()
    {
        var other = Owner.Of(cloud);
        var id = await _owner.CreateAsync("""{"title":"mine"}""");
        await _owner.SayAsync(id, "echo: here", key: "one");
        await _owner.CreateAsync();
        await PutAsync(_owner.Name, """{"daily_budget_usd":5}""");
        var kept = await other.CreateAsync();
        using var before = await SendAsync(HttpMethod.Get, $"admin/owners/{_owner.Name}");

        using var erased = await SendAsync(HttpMethod.Delete, $"admin/owners/{_owner.Name}");
        using var after = await SendAsync(HttpMethod.Get, $"admin/owners/{_owner.Name}");

        Assert.Equal(2, (await before.JsonAsync()).Number("conversations"));
        await erased.AssertDocumentedAsync("DELETE", "/admin/owners/{owner}", 200);
        var report = await erased.JsonAsync();
        Assert.Equal((2, 1, 1), (report.Number("conversations"), report.Number("usage_days"), report.Number("idempotency_keys")));
        Assert.Equal((true, false), (report["limits"]!.GetValue<bool>(), report["more"]!.GetValue<bool>()));
        await after.AssertDocumentedAsync("GET", "/admin/owners/{owner}", 200);
        Assert.Equal(0, (await after.JsonAsync())["usage_of_month"]!.Number("total_tokens"));
        using StoredTable table = new(cloud);
        Assert.Empty(await PartitionAsync(table, ChatKeys.UserPk(_owner.Name)));
        Assert.Empty(await PartitionAsync(table, ChatKeys.TurnsPk(_owner.Name, id)));
        Assert.Equal(kept, (await other.GetAsync($"conversations/{kept}")).Text("id"));
    }

    [Fact]
    public async Task Erasing_a_blocked_owner_leaves_the_block()
    {
        using var blocked = await SendAsync(HttpMethod.Put, $"admin/owners/{_owner.Name}/block", "{}");

        using var erased = await SendAsync(HttpMethod.Delete, $"admin/owners/{_owner.Name}");

        Assert.False((await erased.JsonAsync())["limits"]!.GetValue<bool>());
        using var limits = await SendAsync(HttpMethod.Get, $"admin/limits/{_owner.Name}");
        Assert.True((await limits.JsonAsync())["blocked"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Usage_of_all_owners_is_the_sum_of_theirs_and_can_be_of_one_group()
    {
        var group = $"group-{Guid.NewGuid():N}";
        var (first, second, stranger) = (Member(group), Member(group), Owner.Of(cloud));
        using var one = await first.AskAsync("chat", "echo: one");
        using var two = await second.AskAsync("message", "count to 20");
        using var three = await stranger.AskAsync("chat", "echo: three");

        var all = await (await SendAsync(HttpMethod.Get, "admin/usage")).JsonAsync();
        using var answer = await SendAsync(HttpMethod.Get, $"admin/usage?group={group}");

        await answer.AssertDocumentedAsync("GET", "/admin/usage", 200);
        var body = await answer.JsonAsync();
        string[] members = [Bare(first), Bare(second)];
        Assert.Equal(members.Order(), body["owners"]!.AsArray().Select(owner => owner!.Text("owner")).Order());
        var sum =
            (await first.GetAsync("usage"))["total"]!.Number("total_tokens")
            + (await second.GetAsync("usage"))["total"]!.Number("total_tokens");
        Assert.Equal(sum, body["total"]!.Number("total_tokens"));
        Assert.Superset(
            new HashSet<string>([.. members, stranger.Name]),
            all["owners"]!.AsArray().Select(owner => owner!.Text("owner")).ToHashSet()
        );
    }

    [Fact]
    public async Task Each_call_leaves_an_audit_item_with_who_what_when_before_and_after()
    {
        await PutAsync(_owner.Name, """{"daily_budget_usd":1}""");
        await PutAsync(_owner.Name, """{"daily_budget_usd":2}""");
        using var wrong = await SendAsync(HttpMethod.Put, $"admin/limits/{_owner.Name}", """{"daily_budget_usd":"much"}""");

        using StoredTable table = new(cloud);
        var items = (await PartitionAsync(table, $"AUDIT#{DateTime.UtcNow:yyyy-MM}"))
            .Where(item => item.GetValueOrDefault("target")?.S == _owner.Name)
            .ToList();

        Assert.Equal(["200", "200", "400"], items.Select(item => item["status"].N));
        Assert.All(items, item => Assert.Equal((Bare(_admin), "PUT /admin/limits/{subject}"), (item["caller"].S, item["action"].S)));
        Assert.Equal((1m, 2m), (Usd(items[1]["before"].S), Usd(items[1]["after"].S)));
        Assert.True(DateTimeOffset.TryParse(items[0]["at"].S, out _));
    }

    [Theory]
    [InlineData("GET", "/admin/usage")]
    [InlineData("GET", "/admin/limits/{subject}")]
    [InlineData("PUT", "/admin/limits/{subject}")]
    [InlineData("GET", "/admin/owners/{owner}")]
    [InlineData("DELETE", "/admin/owners/{owner}")]
    [InlineData("PUT", "/admin/owners/{owner}/block")]
    [InlineData("DELETE", "/admin/owners/{owner}/block")]
    public async Task Who_is_no_operator_is_refused(string method, string path)
    {
        var url = path[1..].Replace("{subject}", "ada", StringComparison.Ordinal).Replace("{owner}", "ada", StringComparison.Ordinal);

        using var answer = await Member("staff").SendAsync(new(method), url, method == "PUT" ? "{}" : null);

        await answer.AssertDocumentedAsync(method, path, 403, "forbidden");
    }

    [Fact]
    public async Task An_API_key_called_admin_is_an_operators()
    {
        using var answer = await new Owner(cloud, "admin").SendAsync(HttpMethod.Get, $"admin/limits/{_owner.Name}");

        await answer.AssertDocumentedAsync("GET", "/admin/limits/{subject}", 200);
    }

    [Theory]
    [InlineData("""{"daily_budget_usd":-1}""", "daily_budget_usd")]
    [InlineData("""{"monthly_budget_usd":1e9}""", "monthly_budget_usd")]
    [InlineData("""{"concurrency_limit":1.5}""", "concurrency_limit")]
    [InlineData("""{"concurrency_limit":0}""", "concurrency_limit")]
    [InlineData("""{"yearly":1}""", "yearly")]
    public async Task A_wrong_limit_is_refused_by_name(string body, string field)
    {
        using var answer = await SendAsync(HttpMethod.Put, $"admin/limits/{_owner.Name}", body);

        await answer.AssertDocumentedAsync("PUT", "/admin/limits/{subject}", 400, "invalid_request");
        Assert.Equal(field, (await answer.JsonAsync()).Text("field"));
    }

    private static decimal Usd(string limits) => Answers.Parse(limits).Usd("daily_budget_usd");

    private static string Bare(Owner owner) => owner.Name.Split(' ')[0];

    private Owner Member(string groups) => new(cloud, $"member-{Guid.NewGuid():N} groups={groups}");

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? json = null) =>
        _admin.SendAsync(method, path, json);

    private async Task PutAsync(string subject, string json)
    {
        using var answer = await SendAsync(HttpMethod.Put, $"admin/limits/{subject}", json);

        await answer.AssertDocumentedAsync("PUT", "/admin/limits/{subject}", 200);
    }

    private static async Task<IReadOnlyList<Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>>> PartitionAsync(
        StoredTable table,
        string pk
    ) =>
        await table
            .Table.QueryAllAsync(new("pk = :pk", new() { [":pk"] = Attributes.S(pk) }), TestContext.Current.CancellationToken)
            .SelectMany(page => page.Items.ToAsyncEnumerable())
            .ToListAsync(TestContext.Current.CancellationToken);
}
