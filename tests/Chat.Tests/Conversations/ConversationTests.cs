using Shared;

namespace Chat.Tests.Conversations;

public class ConversationTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    [Fact]
    public async Task A_new_conversation_has_the_models_defaults_and_a_location()
    {
        using var answer = await _owner.SendAsync(HttpMethod.Post, "conversations", "{}");

        var body = await answer.JsonAsync();
        Assert.Equal(201, (int)answer.StatusCode);
        Assert.Equal($"/v1/conversations/{body.Text("id")}", answer.Header("Location"));
        Assert.Equal("""{"temperature":0.5,"top_p":0.9,"max_gen_len":512}""", body["parameters"]!.ToJsonString());
        Assert.Equal("""{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0,"cost_usd":0}""", body["usage"]!.ToJsonString());
        Assert.Equal((null, null, 0), (body["title"], body["system_prompt"], body.Number("turns")));
        Assert.Equal(body.Text("created_at"), body.Text("updated_at"));
    }

    [Fact]
    public async Task A_conversation_is_read_as_it_was_created()
    {
        using var created = await _owner.SendAsync(
            HttpMethod.Post,
            "conversations",
            """{"title":"Zoë 🦙","system_prompt":"Be brief.","parameters":{"temperature":0.1,"max_gen_len":64}}"""
        );
        var body = await created.JsonAsync();

        var read = await _owner.GetAsync($"conversations/{body.Text("id")}");

        Assert.Equal(body.ToJsonString(), read.ToJsonString());
        Assert.Equal(("Zoë 🦙", "Be brief."), (read.Text("title"), read.Text("system_prompt")));
        Assert.Equal("""{"temperature":0.1,"top_p":0.9,"max_gen_len":64}""", read["parameters"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"title":"New"}""", """["New","Be brief.",0.1,64]""")]
    [InlineData("""{"title":null}""", """[null,"Be brief.",0.1,64]""")]
    [InlineData("""{"system_prompt":null,"title":"New"}""", """["New",null,0.1,64]""")]
    [InlineData("""{"parameters":{"max_gen_len":8}}""", """["Old","Be brief.",0.1,8]""")]
    [InlineData("""{"parameters":null}""", """["Old","Be brief.",0.5,512]""")]
    [InlineData("{}", """["Old","Be brief.",0.1,64]""")]
    public async Task A_change_changes_what_it_names_and_null_removes(string change, string expected)
    {
        var id = await _owner.CreateAsync(
            """{"title":"Old","system_prompt":"Be brief.","parameters":{"temperature":0.1,"max_gen_len":64}}"""
        );

        using var answer = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", change);

        Assert.Equal(200, (int)answer.StatusCode);
        var read = await _owner.GetAsync($"conversations/{id}");
        Assert.Equal(read.ToJsonString(), (await answer.JsonAsync()).ToJsonString());
        var parameters = read["parameters"]!;
        System.Text.Json.Nodes.JsonArray reported = new(
            read["title"]?.DeepClone(),
            read["system_prompt"]?.DeepClone(),
            parameters["temperature"]!.DeepClone(),
            parameters["max_gen_len"]!.DeepClone()
        );
        Assert.Equal(expected, reported.ToJsonString());
    }

    [Theory]
    [InlineData("1e-100", 1e-100)]
    [InlineData("1E-40", 1e-40)]
    [InlineData("0.30000000000000004", 0.30000000000000004)]
    [InlineData("-0", 0)]
    public async Task A_parameter_is_stored_as_exactly_as_it_was_sent(string sent, double stored)
    {
        var id = await _owner.CreateAsync($$"""{"parameters":{"temperature":{{sent}} } }""");

        var read = await _owner.GetAsync($"conversations/{id}");

        Assert.Equal(stored, read["parameters"]!["temperature"]!.GetValue<double>());
    }

    [Fact]
    public async Task A_change_keeps_turns_and_usage()
    {
        var id = await _owner.CreateAsync();
        await _owner.SayAsync(id, "count to 3");
        var before = await _owner.GetAsync($"conversations/{id}");

        using var answer = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", """{"title":"New"}""");

        var after = await answer.JsonAsync();
        Assert.Equal((1, before["usage"]!.ToJsonString()), (after.Number("turns"), after["usage"]!.ToJsonString()));
        Assert.NotEqual(0, after["usage"]!.Number("total_tokens"));
    }

    [Fact]
    public async Task What_is_deleted_is_gone_with_all_its_turns()
    {
        using StoredTable table = new(cloud);
        var id = await _owner.CreateAsync();
        await table.AddTurnsAsync(_owner.Name, id, 60);

        using var deleted = await _owner.SendAsync(HttpMethod.Delete, $"conversations/{id}");
        using var read = await _owner.SendAsync(HttpMethod.Get, $"conversations/{id}");
        using var again = await _owner.SendAsync(HttpMethod.Delete, $"conversations/{id}");

        Assert.Equal((204, 404, 404), ((int)deleted.StatusCode, (int)read.StatusCode, (int)again.StatusCode));
        Assert.Empty(await deleted.TextAsync());
        Assert.Null(await table.Turns.NewestAsync(_owner.Name, id, TestContext.Current.CancellationToken));
    }
}
