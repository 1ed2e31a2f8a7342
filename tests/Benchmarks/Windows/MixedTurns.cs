using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Benchmarks.Units;
using Chat.Conversations;
using Llama;
using static Chat.Conversations.ConversationItems;
using static Chat.Table.Attributes;

namespace Benchmarks.Windows;

/// <summary>Conversations whose turns have very different lengths: from a word to four kilobytes.</summary>
internal static class MixedTurns
{
    public const string Owner = "benchmark";

    private const string Vocabulary =
        "the tide and the moon keep a lighthouse on time while boats gulls clocks and captains ask for weather charts or directions";

    private static readonly string[] _words = Vocabulary.Split(' ');

    /// <param name="dynamo">The table's client.</param>
    /// <param name="table">The table.</param>
    /// <param name="id">The conversation.</param>
    /// <param name="turns">The number of turns.</param>
    /// <param name="template">Counts each turn's tokens, as they are stored with an answer; null for turns that were not counted.</param>
    public static Task WriteAsync(IAmazonDynamoDB dynamo, string table, string id, int turns, PromptTemplate? template)
    {
        // The same for every length of the conversation, and every run.
        Random random = new(18);

        return BatchWriter.WriteAsync(
            dynamo,
            table,
            Enumerable.Range(1, turns).Select(number => Item(id, number, Text(random), Text(random), template))
        );
    }

    // As many short ones as long ones, by their logarithm.
    private static string Text(Random random)
    {
        var words = (int)Math.Exp(random.NextDouble() * Math.Log(700));

        return string.Join(' ', Enumerable.Range(0, words + 1).Select(_ => _words[random.Next(_words.Length)]));
    }

    private static Dictionary<string, AttributeValue> Item(string id, int number, string user, string answer, PromptTemplate? template)
    {
        ConversationTurn turn = new()
        {
            Number = number,
            User = user,
            Status = TurnStatus.Complete,
            CreatedAt = DateTimeOffset.UnixEpoch,
            LeaseUntil = DateTimeOffset.UnixEpoch,
            Lease = "benchmark",
            Before = number - 1,
        };
        Dictionary<string, AttributeValue> item = new(ToItem(Owner, id, turn))
        {
            ["assistant"] = S(answer),
            ["stop_reason"] = S("stop"),
            ["prompt_tokens"] = N(3000),
            ["completion_tokens"] = N(100),
            ["cost_usd"] = N(0.00066m),
        };
        if (template is not null)
        {
            item["context_tokens"] = N(template.CountTurn(new Turn(user, answer)));
            item["vocabulary"] = S(template.Vocabulary);
        }

        return item;
    }
}
