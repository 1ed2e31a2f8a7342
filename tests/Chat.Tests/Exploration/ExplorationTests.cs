namespace Chat.Tests.Exploration;

/// <summary>Every order of up to three at once, with every mishap of one of them.</summary>
public class ExplorationTests(ITestOutputHelper output)
{
    // Room for one answer, for two, and for no third; and for the turn before.
    private const string Scarce = "0.0012";

    private static readonly Dictionary<string, Scene> _scenes = new()
    {
        ["two posts"] = new(World.Post("one"), World.Post("two")) { SavesText = false },
        ["post, regenerate and continue"] = new(World.Post("post"), World.Regenerate("again"), World.Continue("more"))
        {
            SavesText = false,
            Mishaps = 0,
        },
        ["regenerate and continue"] = new(World.Regenerate("again"), World.Continue("more")) { SavesText = false },
        ["post and cancel"] = new(World.Post("post"), World.Cancel("cancel")),
        ["post, cancel and time"] = new(World.Post("post"), World.Cancel("cancel"), World.Wait("time")),
        ["post and delete"] = new(World.Post("post"), World.Delete("delete")) { HasDeletion = true },
        ["edit, delete and cancel"] = new(World.Post("edit", parent: 0), World.Delete("delete"), World.Cancel("cancel"))
        {
            HasDeletion = true,
            SavesText = false,
            Mishaps = 0,
        },
        ["post and takeover"] = new(World.Post("slow"), World.Wait("time"), World.Post("next")),
        ["continue and takeover"] = new(World.Continue("slow"), World.Wait("time"), World.Regenerate("next")) { SavesText = false },
        ["edit and switch"] = new(World.Post("edit", parent: 0), World.Switch("switch", turn: 1)) { SavesText = false },
        ["post, switch and time"] = new(World.Post("post"), World.Switch("switch", turn: 0), World.Wait("time")) { SavesText = false },
        ["three that pay"] = new(World.Spend("one"), World.Spend("two"), World.Spend("three")) { BudgetUsd = Scarce },
        ["payment and takeover"] = new(World.Spend("slow"), World.Wait("time", seconds: 121), World.Spend("next")) { BudgetUsd = Scarce },
        ["post, payment and time"] = new(World.Post("post"), World.Spend("other"), World.Wait("time", seconds: 121))
        {
            BudgetUsd = Scarce,
            SavesText = false,
        },
    };

    public static TheoryData<string> Names => [.. _scenes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_the_order_the_conversation_is_whole_and_adds_up(string name)
    {
        using Explorer explorer = new(_scenes[name]);

        Alone(explorer.ExploreAll);

        output.WriteLine($"{name}: {explorer.Ends} schedules to their end, {explorer.States} states, {explorer.Runs} runs");
        Assert.True(explorer.Ends > 1);
    }

    // A context of the test's own would take up what the actors do later, and elsewhere.
    private static void Alone(Action action)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            action();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
