using Shared;

namespace Chat.Tests.Conversations;

public class ConcurrencyTests(LocalCloudFixture cloud)
{
    private const int Posts = 50;

    [Fact]
    public async Task Of_fifty_posts_at_once_each_accepted_one_is_one_turn_and_the_others_conflict()
    {
        var owner = Owner.Of(cloud);
        var id = await owner.CreateAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(1, Posts).Select(number => owner.PostAsync(id, Owner.Message($"echo: post {number}")))
        );

        Assert.All(answers, answer => Assert.Contains((int)answer.StatusCode, (int[])[200, 409]));
        var accepted = await Task.WhenAll(answers.Where(answer => (int)answer.StatusCode == 200).Select(answer => answer.JsonAsync()));
        Assert.NotEmpty(accepted);
        Assert.Equal(Enumerable.Range(1, accepted.Length), accepted.Select(answer => answer.Number("turn")).Order());
        var stored = (await owner.MessagesAsync(id)).Where(message => message.Text("role") == "assistant").ToList();
        Assert.Equal(
            accepted.OrderBy(answer => answer.Number("turn")).Select(answer => answer["message"]!.Text("content")),
            stored.Select(message => message.Text("content"))
        );
    }

    [Fact]
    public async Task While_a_turn_is_generated_no_other_one_begins()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var first = owner.PostAsync(id, Owner.Message("Hello"));
        await model.AskedAsync();

        var others = await Task.WhenAll(Enumerable.Range(2, Posts - 1).Select(_ => owner.PostAsync(id, Owner.Message("Hello"))));
        using var again = await owner.PostAsync(id, """{"regenerate":true}""");
        model.Say("one");
        model.Finish();
        using var answer = await first;

        Assert.All(others.Append(again), other => Assert.Equal(409, (int)other.StatusCode));
        Assert.Equal("turn_in_progress", (await others[0].JsonAsync()).Text("code"));
        Assert.Equal("one", (await answer.JsonAsync())["message"]!.Text("content"));
        Assert.Equal(2, (await owner.MessagesAsync(id)).Count);
    }

    [Fact]
    public async Task What_is_deleted_while_it_is_generated_stays_deleted_and_is_paid_for()
    {
        await using var model = await HeldModel.StartAsync();
        await using var held = await LocalCloudFixture.StartAsync(new() { Bedrock = model.Choice });
        using StoredTable table = new(held);
        var owner = Owner.Of(held);
        var id = await owner.CreateAsync();
        var answering = owner.PostAsync(id, Owner.Message("Hello"));
        await model.AskedAsync();

        using var deleted = await owner.SendAsync(HttpMethod.Delete, $"conversations/{id}");
        model.Say("one");
        model.Finish();
        using var answer = await answering;

        Assert.Equal((204, 200), ((int)deleted.StatusCode, (int)answer.StatusCode));
        using var read = await owner.SendAsync(HttpMethod.Get, $"conversations/{id}");
        Assert.Equal(404, (int)read.StatusCode);
        Assert.Null(await table.Turns.NewestAsync(owner.Name, id, TestContext.Current.CancellationToken));
        Assert.Equal((await answer.JsonAsync())["usage"]!.ToJsonString(), (await owner.GetAsync("usage"))["total"]!.ToJsonString());
    }
}
