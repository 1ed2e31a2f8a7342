namespace Benchmarks.Functions;

/// <summary>Asks functions questions, and checks every answer.</summary>
internal sealed class JobRunner(Stage stage, Conversations conversations)
{
    private int _asked;

    /// <summary>One question answered: how long it took in all, and what the function added to its backends, in milliseconds.</summary>
    /// <exception cref="InvalidDataException">The answer is wrong or missing.</exception>
    public async Task<(double Total, double Added, BackendUse Use)> RunAsync(Contestant contestant, Job job, FunctionInstance instance)
    {
        var number = Interlocked.Increment(ref _asked);
        var question = job == Job.Completion ? Question.Chat(number) : Question.Message(await conversations.MakeAsync(), number);
        stage.TakeCalls();

        var answer = await instance.InvokeAsync(question.Event);

        Check(contestant, question, answer);
        var (model, table) = stage.TakeCalls();
        var total = answer.Ended - answer.Began;
        var added = total - model.Concat(table).Busy(answer.Ended);

        return (Samples.Milliseconds(total), Samples.Milliseconds(added), new(model.Count, table.Count));
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

/// <summary>The calls that a question took.</summary>
internal readonly record struct BackendUse(int Model, int Table);
