using Shared;

namespace Chat.Tests.Conversations;

public class ConversationValidationTests(LocalCloudFixture cloud)
{
    private readonly Owner _owner = Owner.Of(cloud);

    public static TheoryData<string, string> Wrong =>
        new()
        {
            { """{"title":1}""", "title" },
            { $$"""{"title":"{{new string('t', 401)}}"}""", "title" },
            { $$"""{"title":"{{string.Concat(Enumerable.Repeat("🦙", 101))}}"}""", "title" },
            { """{"system_prompt":[]}""", "system_prompt" },
            { $$"""{"system_prompt":"{{new string('s', (32 * 1024) + 1)}}"}""", "system_prompt" },
            { """{"parameters":7}""", "parameters" },
            { """{"parameters":{"temperature":1.1}}""", "temperature" },
            { """{"parameters":{"max_gen_len":0}}""", "max_gen_len" },
            { """{"parameters":{"top_p":"high"}}""", "top_p" },
            { """{"parameters":{"top_k":1}}""", "top_k" },
            { """{"parameters":{"temperature":1e-131}}""", "temperature" },
            { """{"parameters":{"top_p":5e-324}}""", "top_p" },
            { """{"archived":"yes"}""", "archived" },
            { """{"colour":"red"}""", "colour" },
            { """{"Title":"x"}""", "Title" },
            { """{"title":"\ud83d"}""", "body" },
            { """["title"]""", "body" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_conversation_is_refused_by_the_fields_name(string json, string field)
    {
        var id = await _owner.CreateAsync();

        using var created = await _owner.SendAsync(HttpMethod.Post, "conversations", json);
        using var changed = await _owner.SendAsync(HttpMethod.Patch, $"conversations/{id}", json);

        foreach (var answer in (HttpResponseMessage[])[created, changed])
        {
            var problem = await answer.JsonAsync();
            Assert.Equal((400, "invalid_request", field), ((int)answer.StatusCode, problem.Text("code"), problem.Text("field")));
        }

        Assert.Single((await _owner.GetAsync("conversations"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("{}", "content")]
    [InlineData("""{"content":" \n"}""", "content")]
    [InlineData("""{"content":"\u001c \u001f\u2029"}""", "content")]
    [InlineData("""{"content":["Hello"]}""", "content")]
    [InlineData("""{"content":"Hello","regenerate":true}""", "regenerate")]
    [InlineData("""{"regenerate":"yes"}""", "regenerate")]
    [InlineData("""{"regenerate":false}""", "content")]
    [InlineData("""{"regenerate":true}""", "regenerate")]
    [InlineData("""{"content":"Hello","parameters":[]}""", "parameters")]
    [InlineData("""{"content":"Hello","parameters":{"max_gen_len":2049}}""", "max_gen_len")]
    [InlineData("""{"content":"Hello","stream":true}""", "stream")]
    [InlineData("""{"content":"Hello","parent":1}""", "parent")]
    [InlineData("""{"content":"Hello","parent":-1}""", "parent")]
    [InlineData("""{"content":"Hello","parent":"1"}""", "parent")]
    [InlineData("""{"content":"Hello","turn":1}""", "turn")]
    [InlineData("""{"regenerate":true,"parent":0}""", "parent")]
    [InlineData("""{"regenerate":true,"turn":1}""", "turn")]
    [InlineData("""{"regenerate":true,"continue":true}""", "continue")]
    [InlineData("""{"continue":true}""", "continue")]
    [InlineData("""{"continue":true,"turn":0}""", "turn")]
    [InlineData("""{"continue":true,"content":"Hello"}""", "continue")]
    [InlineData("""{"continue":true,"retrieval":{}}""", "retrieval")]
    public async Task A_message_is_refused_by_the_fields_name_and_nothing_is_written(string json, string field)
    {
        var id = await _owner.CreateAsync();

        using var answer = await _owner.PostAsync(id, json);

        var problem = await answer.JsonAsync();
        Assert.Equal((400, field), ((int)answer.StatusCode, problem.Text("field")));
        Assert.Empty(await _owner.MessagesAsync(id));
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("order=up", "order")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("cursor=", "cursor")]
    public async Task A_list_is_refused_by_the_parameters_name(string query, string field)
    {
        var id = await _owner.CreateAsync();
        string[] lists = field == "order" ? [$"conversations/{id}/messages"] : ["conversations", $"conversations/{id}/messages"];

        foreach (var list in lists)
        {
            using var answer = await _owner.SendAsync(HttpMethod.Get, $"{list}?{query}");

            Assert.Equal((400, field), ((int)answer.StatusCode, (await answer.JsonAsync()).Text("field")));
        }
    }
}
