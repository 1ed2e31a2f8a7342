using Chat.Conversations;
using Chat.Table;
using Chat.Tests.Exploration;

namespace Chat.Tests.Stores;

public sealed class InterruptedDeletionTests
{
    [Fact]
    public async Task A_deletion_that_fails_at_a_turn_can_be_requested_again()
    {
        const string Owner = "ada";
        var cancellation = TestContext.Current.CancellationToken;
        MemoryTable table = new();
        SettableTime time = new();
        DynamoTable items = new(table, "chat");
        ConversationStore conversations = new(items, time, lifetime: null);
        TurnStore turns = new(items);
        ConversationDeletion deletion = new(items, conversations, time);
        Conversation conversation = new()
        {
            Id = Ulid.NewUlid().ToString(),
            CreatedAt = time.Now,
            UpdatedAt = time.Now,
        };
        await conversations.CreateAsync(Owner, conversation, cancellation);
        await turns.TryBeginAsync(
            Owner,
            conversation.Id,
            new()
            {
                Number = 1,
                User = "Hello",
                Status = TurnStatus.Generating,
                CreatedAt = time.Now,
            },
            cancellation
        );
        table.Calls = new BeforeEachCall(
            (what, _) =>
            {
                if (what == "delete many")
                {
                    throw new IOException();
                }
            }
        );

        await Assert.ThrowsAsync<IOException>(() => deletion.DeleteAsync(Owner, conversation.Id, cancellation));
        table.Calls = null;

        Assert.True(await deletion.DeleteAsync(Owner, conversation.Id, cancellation));
        Assert.Empty(table.Items);
    }
}
