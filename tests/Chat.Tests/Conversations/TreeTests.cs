using Chat.Conversations;

namespace Chat.Tests.Conversations;

/// <summary>Where a turn is in the tree, and which turn the next message follows.</summary>
public class TreeTests
{
    [Fact]
    public void Turns_that_follow_each_other_need_no_place()
    {
        Assert.Null(BranchPlace.Of(1, parent: null));
        Assert.Null(BranchPlace.Of(5, Turn(4)));
    }

    [Fact]
    public void A_branch_begins_with_a_run_of_its_own_and_later_turns_go_on_with_it()
    {
        var forked = Turn(6) with { Branch = BranchPlace.Of(6, Turn(3)) };
        var next = BranchPlace.Of(7, forked);
        var again = BranchPlace.Of(8, forked);

        Assert.Equal(new(Parent: 3, Depth: 3, Run: 6, Fork: 3), forked.Branch);
        Assert.Equal(new(Parent: 6, Depth: 4, Run: 6, Fork: 3), next);
        Assert.Equal(new(Parent: 6, Depth: 4, Run: 8, Fork: 6), again);
    }

    [Fact]
    public void A_second_first_turn_follows_the_start()
    {
        Assert.Equal(new(Parent: 0, Depth: 0, Run: 2, Fork: 0), BranchPlace.Of(2, parent: null));
    }

    [Theory]
    [InlineData(nameof(TurnStatus.Generating), "", 4)]
    [InlineData(nameof(TurnStatus.Complete), "said", 4)]
    [InlineData(nameof(TurnStatus.Failed), "said", 4)]
    [InlineData(nameof(TurnStatus.Failed), "", 2)]
    public void A_turn_that_is_not_counted_yet_is_active_once_it_is_generated_or_says_something(string status, string text, int active)
    {
        Assert.Equal(active, ActiveTurn.Of(Counted(3) with { ActiveTurn = 2 }, Turn(4, text, Enum.Parse<TurnStatus>(status))));
    }

    [Fact]
    public void Once_counted_the_record_names_the_active_turn()
    {
        Assert.Equal(1, ActiveTurn.Of(Counted(4) with { ActiveTurn = 1 }, Turn(4)));
        Assert.Equal(0, ActiveTurn.Of(Counted(4) with { ActiveTurn = 0 }, Turn(4)));
    }

    [Fact]
    public void A_record_without_an_active_turn_has_the_newest_one_that_says_something()
    {
        Assert.Equal(0, ActiveTurn.Of(Counted(0), newest: null));
        Assert.Equal(4, ActiveTurn.Of(Counted(4), Turn(4)));
        Assert.Equal(3, ActiveTurn.Of(Counted(4), Turn(4, text: "", TurnStatus.Failed)));
    }

    [Fact]
    public void If_two_turns_are_not_counted_the_active_turn_of_the_record_is_out_of_date()
    {
        Assert.Equal(4, ActiveTurn.Of(Counted(3) with { ActiveTurn = 1 }, Turn(5, text: "", TurnStatus.Failed)));
    }

    [Fact]
    public void A_turn_that_says_nothing_new_leaves_the_active_turn_and_is_the_one_to_answer_again()
    {
        var silent = Turn(5, "begun") with { Continued = 5 };
        var spoken = Turn(5, "begun and") with { Continued = 5 };

        Assert.Equal((2, 5), (ActiveTurn.After(silent, before: 2), ActiveTurn.After(spoken, before: 2)));
        Assert.Equal((5, 4), (ActiveTurn.OrAttempt(4, silent), ActiveTurn.OrAttempt(4, spoken)));
        Assert.Equal((3, 0), (ActiveTurn.OrAttempt(3, silent), ActiveTurn.OrAttempt(0, newest: null)));
    }

    private static Conversation Counted(int turns) =>
        new()
        {
            Id = "id",
            Turns = turns,
            CreatedAt = default,
            UpdatedAt = default,
        };

    private static ConversationTurn Turn(int number, string text = "said", TurnStatus status = TurnStatus.Complete) =>
        new()
        {
            Number = number,
            User = "Hello",
            Assistant = text,
            Status = status,
            CreatedAt = default,
        };
}
