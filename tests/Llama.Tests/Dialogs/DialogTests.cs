namespace Llama.Tests.Dialogs;

public sealed class DialogTests
{
    [Fact]
    public void Messages_become_turns()
    {
        var dialog = Dialog.FromMessages([(Role.User, "a"), (Role.Assistant, "b"), (Role.User, "c")]);

        Assert.Null(dialog.System);
        Assert.Equal([new("a", "b"), new("c")], dialog.Turns);
    }

    [Fact]
    public void System_messages_from_anywhere_become_one()
    {
        var dialog = Dialog.FromMessages([
            (Role.System, "s1"),
            (Role.User, "a"),
            (Role.System, "s2"),
            (Role.Assistant, "b"),
            (Role.User, "c"),
            (Role.System, "s3"),
        ]);

        Assert.Equal("s1\n\ns2\n\ns3", dialog.System);
        Assert.Equal([new("a", "b"), new("c")], dialog.Turns);
    }

    [Fact]
    public void Adjacent_messages_of_one_role_become_one_even_around_a_system_message()
    {
        var dialog = Dialog.FromMessages([
            (Role.User, "a1"),
            (Role.System, "s"),
            (Role.User, "a2"),
            (Role.Assistant, "b1"),
            (Role.Assistant, "b2"),
            (Role.User, "c"),
        ]);

        Assert.Equal([new("a1\n\na2", "b1\n\nb2"), new("c")], dialog.Turns);
    }

    [Fact]
    public void An_empty_system_message_is_not_none()
    {
        var dialog = Dialog.FromMessages([(Role.System, ""), (Role.User, "a")]);

        Assert.Equal("", dialog.System);
    }

    [Fact]
    public void An_assistant_that_speaks_first_answers_an_empty_message()
    {
        var dialog = Dialog.FromMessages([(Role.System, "s"), (Role.Assistant, "b"), (Role.User, "c")]);

        Assert.Equal([new("", "b"), new("c")], dialog.Turns);
        Assert.Null(dialog.Begun);
    }

    [Fact]
    public void An_assistant_that_speaks_last_has_begun_the_answer()
    {
        var dialog = Dialog.FromMessages([(Role.User, "a"), (Role.Assistant, "b"), (Role.User, "c"), (Role.Assistant, "d, ")]);

        Assert.Equal([new("a", "b"), new("c")], dialog.Turns);
        Assert.Equal("d, ", dialog.Begun);
    }

    [Fact]
    public void An_answer_of_white_space_has_not_begun() =>
        Assert.Null(Dialog.FromMessages([(Role.User, "a"), (Role.Assistant, " ")]).Begun);

    [Fact]
    public void A_system_message_alone_becomes_a_dialog_with_an_empty_user_message()
    {
        var dialog = Dialog.FromMessages([(Role.System, "s")]);

        Assert.Equal("s", dialog.System);
        Assert.Equal([new Turn("")], dialog.Turns);
    }

    [Fact]
    public void No_message_is_no_dialog()
    {
        var error = Assert.ThrowsAny<LlamaException>(() => Dialog.FromMessages([]));

        Assert.Equal((LlamaError.Invalid, "messages"), (error.Error, error.Parameter));
        Assert.Equal("messages: at least one message is required.", error.Message);
    }

    [Fact]
    public void Turns_must_be_there_and_all_but_the_last_be_answered()
    {
        IReadOnlyList<Turn>[] wrong =
        [
            [],
            [new("a", "b")],
            [new("a"), new("b")],
            [new("a"), new("b", "c"), new("d")],
        ];

        Assert.All(
            wrong,
            turns =>
            {
                var error = Assert.ThrowsAny<LlamaException>(() => new Dialog(null, turns));
                Assert.Equal((LlamaError.Invalid, "messages"), (error.Error, error.Parameter));
            }
        );
    }

    [Theory]
    [InlineData(Role.User)]
    [InlineData(Role.System)]
    public void Four_times_as_many_neighbours_take_four_times_the_memory_and_not_sixteen(Role role)
    {
        Allocated(1000, role);

        var (few, many) = (Allocated(2000, role), Allocated(8000, role));

        Assert.InRange(many, few, few * 6);
    }

    private static long Allocated(int count, Role role)
    {
        var messages = Enumerable.Repeat((role, "one, two, three, four, five"), count).Append((Role.User, "x")).ToList();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Dialog.FromMessages(messages);

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
