using Chat.Tests.Conversations;
using Chat.Tests.Failures;
using Chat.Tests.Guardrails;
using Shared;

namespace Chat.Tests.OpenApi;

public sealed class GuardedAnswerTests(GuardedCloud guarded) : IClassFixture<GuardedCloud>
{
    private const string Messages = "/conversations/{id}/messages";

    private readonly LocalCloudFixture _cloud = guarded.Cloud;

    [Theory]
    [InlineData(GuardedCloud.Attack)]
    [InlineData("echo: to ada@example.com")]
    [InlineData("count to 3")]
    public async Task The_model_behind_a_guardrail_answers_as_described(string prompt)
    {
        foreach (var stream in (bool[])[false, true])
        {
            using var invoked = await _cloud.InvokeAsync(prompt, stream);
            using var chatted = await _cloud.ChatAsync(prompt, stream);

            await invoked.AssertDocumentedAsync("POST", "/invoke", 200);
            await chatted.AssertDocumentedAsync("POST", "/chat/completions", 200);
        }
    }

    [Theory]
    [InlineData(GuardedCloud.Attack)]
    [InlineData("echo: to ada@example.com")]
    public async Task What_a_guardrail_did_to_a_turn_is_returned_and_stored_as_described(string content)
    {
        var owner = Owner.Of(_cloud);
        var id = await owner.CreateAsync();

        using var whole = await owner.PostAsync(id, Owner.Message(content));
        using var streamed = await owner.StreamAsync(id, content);
        using var kept = await owner.SendAsync(HttpMethod.Get, $"conversations/{id}/messages");

        await whole.AssertDocumentedAsync("POST", Messages, 200);
        await streamed.AssertDocumentedAsync("POST", Messages, 200);
        await kept.AssertDocumentedAsync("GET", Messages, 200);
        Assert.NotNull((await whole.JsonAsync())["guardrail"]);
    }
}
