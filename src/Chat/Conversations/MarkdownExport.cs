using System.Globalization;
using System.Text;
using Chat.Table;

namespace Chat.Conversations;

/// <summary>Writes a conversation as text: a heading for each message, and the unchanged messages.</summary>
internal static class MarkdownExport
{
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> WriteAsync(
        Conversation conversation,
        IAsyncEnumerable<IReadOnlyList<ConversationTurn>> pages
    )
    {
        yield return Encoding.UTF8.GetBytes(Heading(conversation));
        await foreach (var page in pages)
        {
            StringBuilder text = new();
            foreach (var turn in page)
            {
                Write(text, turn);
            }

            yield return Encoding.UTF8.GetBytes(text.ToString());
        }
    }

    private static string Heading(Conversation conversation)
    {
        var title = $"# {OnOneLine(conversation.Title ?? "Conversation")}\n\n{Attributes.Timestamp(conversation.CreatedAt)}\n";

        return conversation.SystemPrompt is { } system ? $"{title}\n## System\n\n{system}\n" : title;
    }

    private static void Write(StringBuilder text, ConversationTurn turn)
    {
        var after = turn.Parent != turn.Number - 1 ? $", after {turn.Parent}" : "";
        text.Append(CultureInfo.InvariantCulture, $"\n## User ({turn.Number}{after})\n\n{turn.User}\n");
        text.Append(CultureInfo.InvariantCulture, $"\n## Assistant ({turn.Number})\n");
        if (turn.Assistant.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{turn.Assistant}\n");
        }

        if (turn.Status != TurnStatus.Complete)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"\n*{turn.Status.ToString().ToLowerInvariant()}{(turn.StopReason is { Length: > 0 } reason ? $": {reason}" : "")}*\n"
            );
        }
    }

    private static string OnOneLine(string title) => string.Join(' ', title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
