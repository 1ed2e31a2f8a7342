using System.Text;

namespace Chat.Tests.Exploration;

/// <summary>One run of some actors, step by step. All of it happens on the caller's thread, so that the same steps lead to the same state.</summary>
/// <param name="actors">The actors.</param>
/// <param name="mishaps">How many there may be in this run.</param>
/// <param name="isIndependent">Whether a call does the same before and after every other actor's calls.</param>
internal sealed class Schedule(IReadOnlyList<Actor> actors, int mishaps, Func<Call, bool> isIndependent) : ICalls
{
    private readonly StringBuilder _steps = new();
    private Actor? _running;

    /// <summary>What has happened, for messages.</summary>
    public string Steps => _steps.ToString();

    public int MishapsLeft { get; private set; } = mishaps;

    public bool HadMishap { get; private set; }

    /// <summary>Lets each actor run up to its first calls.</summary>
    public void Start()
    {
        foreach (var actor in actors)
        {
            Run(actor, actor.Start);
        }
    }

    /// <summary>
    /// The ways to go on. A read whose answer is lost changes nothing, so that is not among them; and of an independent call it does
    /// not matter what else is done before it.
    /// </summary>
    public List<Step> Next()
    {
        var living = actors.Where(actor => !actor.IsDead).ToList();
        var independent = living.SelectMany(actor => actor.Waiting.Where(isIndependent).Select(call => (actor, call))).ToList();

        return independent.Count > 0
            ? StepsOf(independent[0].actor, [independent[0].call])
            : [.. living.SelectMany(actor => StepsOf(actor, actor.Waiting))];
    }

    public void Take(Step step)
    {
        var (actor, call, mishap) = step;
        _steps.Append(actor.Name).Append(' ').Append(call.What).Append(mishap == Mishap.None ? "" : $" ({mishap})").Append("; ");
        HadMishap |= mishap != Mishap.None;
        MishapsLeft -= mishap == Mishap.None ? 0 : 1;
        if (mishap == Mishap.DiesBefore)
        {
            actor.IsDead = true;
            return;
        }

        var (answer, handOn) = call.Do();
        switch (mishap)
        {
            case Mishap.DiesAfter:
                actor.IsDead = true;
                break;
            case Mishap.AnswerIsLost:
                actor.Waiting[actor.Waiting.IndexOf(call)] = call with { IsRepeated = true };
                break;
            default:
                actor.Waiting.Remove(call);
                actor.History.Add((call.What, answer));
                Run(actor, handOn);
                break;
        }
    }

    public Task<T> CallAsync<T>(string what, bool isWrite, Func<T> call)
    {
        // Whoever waits goes on at once, within SetResult.
        TaskCompletionSource<T> answered = new();
        _running!.Waiting.Add(
            new(
                what,
                isWrite,
                () =>
                {
                    try
                    {
                        var answer = call();
                        return (answer, () => answered.SetResult(answer));
                    }
                    catch (Amazon.DynamoDBv2.Model.ConditionalCheckFailedException refused)
                    {
                        return (refused, () => answered.SetException(refused));
                    }
                }
            )
        );

        return answered.Task;
    }

    private List<Step> StepsOf(Actor actor, List<Call> calls)
    {
        List<Step> steps = [.. calls.Select(call => new Step(actor, call, Mishap.None))];
        if (MishapsLeft > 0 && calls.Count > 0)
        {
            var writes = calls.Where(call => call.IsWrite).ToList();
            steps.Add(new(actor, calls[0], Mishap.DiesBefore));
            steps.AddRange(writes.Select(call => new Step(actor, call, Mishap.DiesAfter)));
            steps.AddRange(writes.Where(call => !call.IsRepeated).Select(call => new Step(actor, call, Mishap.AnswerIsLost)));
        }

        return steps;
    }

    private void Run(Actor actor, Action action)
    {
        _running = actor;
        action();
        _running = null;
    }
}
