using Amazon.DynamoDBv2;
using Chat.Configuration;
using Chat.Conversations;
using Chat.Prompts;
using Chat.Table;
using Llama;

namespace Benchmarks.Windows;

/// <summary>Fills a window and renders the prompt, by the functions' own code.</summary>
internal sealed class WindowFit(ChatSettings settings, IAmazonDynamoDB dynamo, string table, int maxGenLen)
{
    private readonly TurnStore _turns = new(new DynamoTable(dynamo, table));
    private readonly ContextWindow _window = new(settings);

    private PromptTemplate Template => settings.Model.Model.Template;

    private int Room => settings.ContextWindow - maxGenLen;

    public async Task<ContextFit> RunAsync(string id)
    {
        TurnPath path = new(_turns, MixedTurns.Owner, id, named: null, CancellationToken.None);
        var turns = path.ShownAsync(await path.NewestAsync(), Room, CancellationToken.None);
        var fit = await _window.FitAsync(
            new("You keep a lighthouse. Be brief.", [new("When is high tide?")]),
            turns.Select(turn => turn.ToPastTurn()),
            last: null,
            maxGenLen,
            CancellationToken.None
        );
        _ = Template.Render(fit.Dialog);

        return fit;
    }

    /// <returns>The prompt's tokens.</returns>
    /// <exception cref="InvalidDataException">They are too many.</exception>
    public int Check(ContextFit fit) =>
        Template.CountTokens(fit.Dialog) is var tokens && tokens <= Room
            ? tokens
            : throw new InvalidDataException($"a prompt of {tokens} tokens is too long for a window of {settings.ContextWindow}.");
}
