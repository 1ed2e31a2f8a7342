using System.Text.Json.Nodes;

namespace Benchmarks.Load;

/// <summary>
/// What clients do with messages. Each is done when it is known what was accepted; the conversation then has it.
/// </summary>
internal sealed class Messages(LoadApi api, LoadTally tally, Random random, TimeSpan tokenDelay)
{
    private const int RetriesOfALostRequest = 120;
    private const string CountedTo = "120";

    private static readonly string[] _words = "the tide rises and falls while a keeper on the old lighthouse writes down each hour".Split(
        ' '
    );

    public async Task SendWholeAsync(Conversation conversation)
    {
        var question = NewQuestion();
        var key = random.Next(2) == 0 ? NewKey() : null;
        Accept(conversation, question, await PostAsync(conversation, Content(question), key), "message, whole");
    }

    public async Task SendStreamedAsync(Conversation conversation)
    {
        var question = NewQuestion();
        Accept(conversation, question, await StreamAsync(conversation, Content(question)), "message, streamed");
    }

    public async Task RegenerateAsync(Conversation conversation)
    {
        if (conversation.LastQuestion.Length == 0)
        {
            return;
        }

        JsonObject again = new() { ["regenerate"] = true };
        Accept(conversation, conversation.LastQuestion, await PostAsync(conversation, again, key: null), "regenerated answer");
    }

    /// <summary>The same request again, after its answer.</summary>
    public async Task RepeatAsync(Conversation conversation)
    {
        var (question, key) = (NewQuestion(), NewKey());
        var first = await PostAsync(conversation, Content(question), key);
        if (!Accept(conversation, question, first, "message, whole"))
        {
            return;
        }

        var second = await PostAsync(conversation, Content(question), key);
        if (!second.IsReplayed || !JsonNode.DeepEquals(first.Json, second.Json))
        {
            tally.Report("a repeated request got another answer", second);
            return;
        }

        tally.Measure("repeated request, answered from its key", second.Elapsed);
    }

    /// <summary>The key once more, with another message.</summary>
    public async Task ReuseKeyAsync(Conversation conversation)
    {
        var (question, key) = (NewQuestion(), NewKey());
        if (Accept(conversation, question, await PostAsync(conversation, Content(question), key), "message, whole"))
        {
            Expect(
                await PostAsync(conversation, Content(NewQuestion()), key),
                422,
                "idempotency_mismatch",
                "a key used again for another message"
            );
        }
    }

    /// <summary>The client gives up before the answer, and sends the request again until it is answered.</summary>
    public async Task LoseAsync(Conversation conversation)
    {
        var (question, key) = (NewQuestion(), NewKey());
        using CancellationTokenSource leave = new(TimeSpan.FromMilliseconds(random.Next(5, 400)));
        var path = $"conversations/{conversation.Id}/messages";
        await api.SendAsync(HttpMethod.Post, path, Content(question), key, leave.Token);
        tally.CountLeft();
        for (var retry = 0; retry < RetriesOfALostRequest; retry++)
        {
            var reply = await PostAsync(conversation, Content(question), key);
            if (reply is not { Status: 409, Code: "turn_in_progress" })
            {
                Accept(conversation, question, reply, kind: null);
                return;
            }

            tally.CountProvoked(reply, "a request sent again while it is being answered");
            await Task.Delay(reply.RetryAfter);
        }

        conversation.IsSpoiled = true;
        tally.Report("a request that was sent again was never answered");
    }

    /// <summary>The client leaves in the middle of a stream, and another one follows the turn to its end.</summary>
    public async Task LeaveAsync(Conversation conversation)
    {
        var question = NewQuestion();
        var begun = await StreamAsync(conversation, Content(question), () => Task.FromResult(false));
        if (begun.Streamed is not { Length: > 0 })
        {
            Accept(conversation, question, begun, kind: null);
            return;
        }

        tally.CountLeft();
        var path = $"conversations/{conversation.Id}/messages/{conversation.NextTurn}";
        Accept(conversation, question, await api.StreamAsync(HttpMethod.Get, path), kind: null);
    }

    /// <summary>A second message while the first is being answered.</summary>
    public async Task InterruptAsync(Conversation conversation)
    {
        var (question, second) = (NewQuestion(words: 60), NewQuestion());
        Reply? refused = null;
        var first = await StreamAsync(
            conversation,
            Content(question),
            async () =>
            {
                refused = await PostAsync(conversation, Content(second), key: null);
                return true;
            }
        );
        if (!Accept(conversation, question, first, kind: null) || refused is null)
        {
            return;
        }

        if (refused.Status == 200)
        {
            // On a busy machine the first answer was over before the second message arrived.
            Accept(conversation, second, refused, kind: null);
        }
        else
        {
            Expect(refused, 409, "turn_in_progress", "a second message during an answer");
        }
    }

    public async Task CancelAsync(Conversation conversation)
    {
        const string question = $"count to {CountedTo}";
        Reply? cancel = null;
        var ended = await StreamAsync(
            conversation,
            Content(question),
            async () =>
            {
                cancel = await api.SendAsync(HttpMethod.Post, $"conversations/{conversation.Id}/cancel");
                return true;
            }
        );
        if (cancel is not { Status: 200 or 202 })
        {
            tally.Report("an answer was not cancelled", cancel ?? ended);
        }

        if (Accept(conversation, question, ended, kind: null) && ended.FirstText is { } first)
        {
            tally.Measure("cancelled answer, from its first text to its end", ended.Elapsed - first);
        }
    }

    private static JsonObject Content(string question) => new() { ["content"] = question };

    private static string NewKey() => Guid.NewGuid().ToString("N");

    private static bool IsAnswer(string question, string answer, bool isWhole) =>
        question.StartsWith("echo: ", StringComparison.Ordinal)
            ? isWhole && answer == question["echo: ".Length..]
            : (isWhole ? answer.Length > 0 : true)
                && string.Join(' ', Enumerable.Range(1, int.Parse(CountedTo, null))).StartsWith(answer, StringComparison.Ordinal);

    private Task<Reply> PostAsync(Conversation conversation, JsonObject body, string? key) =>
        api.SendAsync(HttpMethod.Post, $"conversations/{conversation.Id}/messages", body, key);

    private Task<Reply> StreamAsync(Conversation conversation, JsonObject body, Func<Task<bool>>? onFirstText = null) =>
        api.StreamAsync(HttpMethod.Post, $"conversations/{conversation.Id}/messages", body, key: null, onFirstText);

    // No text twice, so that an answer can be taken for no other one.
    private string NewQuestion(int? words = null) =>
        $"echo: {random.NextInt64():x16} {string.Join(' ', random.GetItems(_words, words ?? random.Next(3, 30)))}";

    private void Expect(Reply reply, int status, string code, string cause)
    {
        if (reply.Status == status && reply.Code == code)
        {
            tally.CountProvoked(reply, cause);
        }
        else
        {
            tally.Report($"{cause}, {status} {code} expected", reply);
        }
    }

    /// <param name="conversation">Whose next turn it must be.</param>
    /// <param name="question">The user's text.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="kind">What its latency is counted as; null for not at all.</param>
    private bool Accept(Conversation conversation, string question, Reply reply, string? kind)
    {
        var answer = reply.Code is null ? (string?)reply.Json!["message"]?["content"] : null;
        var isWhole = (string?)reply.Json?["stop_reason"] == "stop";
        if (
            reply.Status != 200
            || answer is null
            || (int?)reply.Json!["turn"] != conversation.NextTurn
            || !IsAnswer(question, answer, isWhole)
            || (reply.Streamed is { } streamed && streamed != answer)
        )
        {
            conversation.IsSpoiled = true;
            tally.Report($"turn {conversation.NextTurn} of {conversation.Id} ({kind ?? "not measured"})", reply);
            return false;
        }

        var usage = reply.Json["usage"]!;
        conversation.Turns.Add(AcceptedTurn.Of(question, answer, usage, isWhole ? "complete" : "cancelled"));
        conversation.LastQuestion = isWhole ? question : "";
        tally.CountAccepted();
        if (kind is not null)
        {
            Measure(kind, reply, (int)usage["completion_tokens"]!);
        }

        return true;
    }

    // The stand-in's own time is known: it gives one token after the other, each after the same delay.
    private void Measure(string kind, Reply reply, int tokens)
    {
        tally.Measure($"{kind}, to its end", reply.Elapsed - (tokens * tokenDelay));
        if (reply.FirstText is { } first)
        {
            tally.Measure($"{kind}, to its first text", first - tokenDelay);
        }
    }
}
