using Amazon.DynamoDBv2.Model;
using Chat.Conversations;
using Llama;

namespace Chat.Tests.Stores;

public abstract partial class StoreTests
{
    [Fact]
    public async Task A_conversation_is_found_as_it_was_written_and_only_by_its_owner()
    {
        Conversation written = new()
        {
            Id = Ulid.NewUlid().ToString(),
            Title = "Ponies",
            SystemPrompt = "Be brief.",
            Model = "meta.llama2-13b-chat-v1",
            IsArchived = true,
            Parameters = new()
            {
                Temperature = 0.25,
                TopP = 0.75,
                MaxGenLen = 77,
            },
            CreatedAt = _time.Now,
            UpdatedAt = _time.Now,
        };
        await _conversations.CreateAsync(_owner, written, Token);

        Assert.Equal(written, await _conversations.FindAsync(_owner, written.Id, Token));
        Assert.Null(await _conversations.FindAsync("somebody else", written.Id, Token));
        await Assert.ThrowsAsync<ConditionalCheckFailedException>(() => _conversations.CreateAsync(_owner, written, Token));
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(1, 1, InferenceParameters.MaxGenLenLimit)]
    [InlineData(-0.0, -0.0, 77)]
    public async Task Parameters_at_their_limits_are_kept_and_zero_has_no_sign(double temperature, double topP, int maxGenLen)
    {
        InferenceParameters parameters = new()
        {
            Temperature = temperature,
            TopP = topP,
            MaxGenLen = maxGenLen,
        };
        var conversation = await CreateAsync(parameters: parameters);

        var found = (await _conversations.FindAsync(_owner, conversation.Id, Token))!.Parameters;

        Assert.Equal(parameters, found);
        Assert.False(double.IsNegative(found.Temperature) || double.IsNegative(found.TopP));
    }

    [Fact]
    public async Task Conversations_are_listed_newest_activity_first_in_pages()
    {
        List<Conversation> created = [];
        for (var i = 0; i < 7; i++)
        {
            _time.Now += TimeSpan.FromSeconds(1);
            created.Add(await CreateAsync($"{i}"));
        }

        _time.Now += TimeSpan.FromSeconds(1);
        await _conversations.TryCountAsync(_owner, created[2].Id, Turn(1) with { Usage = new(1, 1), CostUsd = 0 }, active: 1, Token);

        List<string?> titles = [];
        ConversationPosition? after = null;
        IReadOnlyList<Conversation> page;
        do
        {
            page = (await _conversations.ListAsync(_owner, after, 3, Token)).Items;
            titles.AddRange(page.Select(conversation => conversation.Title));
            after = page.Count == 0 ? null : new(page[^1].Id, page[^1].UpdatedAt);
        } while (page.Count == 3);

        Assert.Equal(["2", "6", "5", "4", "3", "1", "0"], titles);
    }

    [Fact]
    public async Task A_change_writes_and_clears_fields_and_keeps_the_sums()
    {
        var conversation = await CreateAsync("Ponies");
        await _conversations.TryCountAsync(_owner, conversation.Id, Turn(1) with { Usage = new(3, 4), CostUsd = 0.5m }, active: 1, Token);

        var changed = await _conversations.UpdateAsync(
            _owner,
            conversation with
            {
                Title = null,
                SystemPrompt = "Rhyme.",
            },
            ["title", "system_prompt"],
            Token
        );

        Assert.Equal((null, "Rhyme.", 1, 0.5m), (changed!.Title, changed.SystemPrompt, changed.Turns, changed.CostUsd));
        Assert.Null(await _conversations.UpdateAsync(_owner, conversation with { Id = Ulid.NewUlid().ToString() }, ["title"], Token));
    }

    [Fact]
    public async Task A_turn_is_counted_once_and_only_behind_the_turn_before_it()
    {
        var conversation = await CreateAsync();
        var (first, second) = (
            Turn(1) with
            {
                Assistant = "Hi",
                Usage = new(1, 2),
                CostUsd = 0.1m,
            },
            Turn(2) with
            {
                Assistant = "Hi",
                Usage = new(10, 20),
                CostUsd = 0.2m,
            }
        );

        Assert.False(await CountAsync(conversation.Id, second));
        Assert.True(await CountAsync(conversation.Id, first));
        Assert.True(await CountAsync(conversation.Id, second));

        // The SDK sends again what was done but not answered.
        Assert.False(await CountAsync(conversation.Id, second));
        Assert.False(await CountAsync(Ulid.NewUlid().ToString(), first));
        await AssertSumsAsync(conversation.Id, (2, 2, 11, 22, 0.3m));
    }

    [Fact]
    public async Task Turns_are_added_up_again_unless_they_are_counted()
    {
        var conversation = await CreateAsync();
        await CountAsync(conversation.Id, Turn(1) with { Assistant = "Hi", Usage = new(1, 2), CostUsd = 0.1m });

        Assert.True(await RecountAsync(upTo: 3));
        Assert.False(await RecountAsync(upTo: 3));
        Assert.False(await RecountAsync(upTo: 2));
        await AssertSumsAsync(conversation.Id, (3, 1, 30, 3, 0.5m));

        Task<bool> RecountAsync(int upTo) =>
            _conversations.TryRecountAsync(_owner, conversation.Id, upTo, active: 1, "Hello", new(10 * upTo, upTo), 0.5m, Token);
    }

    [Fact]
    public async Task A_turn_that_says_nothing_leaves_the_active_turn_as_it_was_chosen()
    {
        var conversation = await CreateAsync();
        await CountAsync(conversation.Id, Turn(1) with { Assistant = "Hi" });
        await _conversations.UpdateAsync(_owner, conversation with { ActiveTurn = 0 }, ["active_turn"], Token);

        await _conversations.TryCountAsync(_owner, conversation.Id, Turn(2), active: 1, Token);

        await AssertSumsAsync(conversation.Id, (2, 0, 0, 0, 0m));
    }

    [Fact]
    public async Task A_deletion_takes_sixty_long_turns_with_it_and_no_other_conversations()
    {
        var (doomed, kept) = (await CreateAsync(), await CreateAsync());
        await _turns.TryBeginAsync(_owner, kept.Id, Turn(1), Token);
        for (var number = 1; number <= 60; number++)
        {
            // Together more than the megabyte that a query reads.
            await _turns.TryBeginAsync(_owner, doomed.Id, Turn(number, new string('x', 30_000)), Token);
        }

        Assert.True(await _deletion.DeleteAsync(_owner, doomed.Id, Token));

        Assert.False(await _deletion.DeleteAsync(_owner, doomed.Id, Token));
        Assert.Null(await _conversations.FindAsync(_owner, doomed.Id, Token));
        Assert.Empty(await _turns.ListAsync(_owner, doomed.Id, after: null, ascending: true, 100, Token));
        Assert.Single(await _turns.ListAsync(_owner, kept.Id, after: null, ascending: true, 100, Token));
    }

    [Fact]
    public async Task What_has_expired_is_not_seen_though_it_is_still_there()
    {
        var old = await CreateAsync();
        _time.Now += TimeSpan.FromDays(29);
        var young = await CreateAsync();

        _time.Now += TimeSpan.FromDays(1);

        Assert.Null(await _conversations.FindAsync(_owner, old.Id, Token));
        Assert.Equal(
            [young.Id],
            (await _conversations.ListAsync(_owner, after: null, 1, Token)).Items.Select(conversation => conversation.Id)
        );
        Assert.False(await _deletion.DeleteAsync(_owner, old.Id, Token));
    }

    [Fact]
    public async Task A_conversation_expires_by_its_last_activity()
    {
        var conversation = await CreateAsync();
        _time.Now += TimeSpan.FromDays(20);
        await _conversations.TryCountAsync(_owner, conversation.Id, Turn(1) with { Usage = new(1, 1), CostUsd = 0 }, active: 1, Token);

        _time.Now += TimeSpan.FromDays(20);
        var active = await _conversations.FindAsync(_owner, conversation.Id, Token);
        _time.Now += TimeSpan.FromDays(20);
        var idle = await _conversations.FindAsync(_owner, conversation.Id, Token);

        Assert.NotNull(active);
        Assert.Null(idle);
    }

    [Fact]
    public async Task A_change_lets_a_conversation_live_longer_and_an_expired_one_is_not_changed()
    {
        var conversation = await CreateAsync();
        _time.Now += TimeSpan.FromDays(20);
        await _conversations.UpdateAsync(_owner, conversation with { Title = "Ponies" }, ["title"], Token);

        _time.Now += TimeSpan.FromDays(20);
        var changed = await _conversations.FindAsync(_owner, conversation.Id, Token);
        _time.Now += TimeSpan.FromDays(20);

        Assert.Equal("Ponies", changed?.Title);
        Assert.Null(await _conversations.UpdateAsync(_owner, conversation, ["title"], Token));
    }

    private Task<bool> CountAsync(string id, ConversationTurn turn) =>
        _conversations.TryCountAsync(_owner, id, turn, active: turn.Number, Token);

    private async Task AssertSumsAsync(string id, (int Turns, int Active, long Prompt, long Completion, decimal Usd) expected)
    {
        var record = await _conversations.FindAsync(_owner, id, Token);
        Assert.Equal(
            expected,
            (record!.Turns, record.ActiveTurn ?? -1, record.Usage.PromptTokens, record.Usage.CompletionTokens, record.CostUsd)
        );
    }
}
