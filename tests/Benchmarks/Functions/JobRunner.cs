namespace Benchmarks.Functions;

/// <summary>Asks functions questions, and checks every answer.</summary>
internal sealed class JobRunner(Stage stage, Conversations conversations)
{
    private int _asked;

    /// <summary>One question answered.</summary>
    /// <exception cref="InvalidDataException">The answer is wrong or missing.</exception>
    public async Task<JobRun> RunAsync(Contestant contestant, Job job, FunctionInstance instance)
    {
        var number = Interlocked.Increment(ref _asked);
        var question = job == Job.Completion ? Question.Chat(number) : Question.Message(await conversations.MakeAsync(), number);
        stage.TakeCalls();

        var answer = await instance.InvokeAsync(question.Event);

        Check(contestant, question, answer);
        var (model, table) = stage.TakeCalls();

        return new(answer.Began, answer.Ended, model, table);
    }

    private static void Check(Contestant contestant, Question question, Answer answer)
    {
        try
        {
            if (!contestant.IsFloor)
            {
                question.Check(answer.Body);
            }
            else if (answer.Body != Stage.FloorAnswer)
            {
                throw new InvalidDataException(answer.Body);
            }
        }
        catch (Exception wrong) when (wrong is InvalidDataException or System.Text.Json.JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{contestant.Name}: {wrong.Message} {answer.Body}", wrong);
        }
    }
}

/// <summary>How a question was answered, in Stopwatch ticks.</summary>
/// <param name="Began">When it was asked.</param>
/// <param name="Ended">When its answer was there.</param>
/// <param name="Model">The calls of the model.</param>
/// <param name="Table">The calls of the table.</param>
internal sealed record JobRun(long Began, long Ended, IReadOnlyList<BackendCall> Model, IReadOnlyList<BackendCall> Table)
{
    /// <summary>In milliseconds.</summary>
    public double Total => Samples.Milliseconds(Ended - Began);

    /// <summary>The time in which a backend was at work, in milliseconds.</summary>
    public double Backends => Samples.Milliseconds(Model.Concat(Table).Busy(Ended));

    /// <summary>What the function added to its backends, in milliseconds.</summary>
    public double Added => Total - Backends;

    /// <summary>When a backend was first called.</summary>
    public long FirstCall => Model.Concat(Table).Min(call => call.Begin);

    public BackendUse Use => new(Model.Count, Table.Count);
}

/// <summary>The calls that a question took.</summary>
internal readonly record struct BackendUse(int Model, int Table);
