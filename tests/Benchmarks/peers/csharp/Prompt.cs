using System.Text;

namespace Peer;

/// <summary>A question and its answer; the last one has none yet.</summary>
internal sealed record Said(string User, string? Assistant = null);

internal static class Prompt
{
    private static readonly string[] _markers = ["[INST]", "[/INST]", "<<SYS>>", "<</SYS>>", "<s>", "</s>"];

    public static string Of(string system, IReadOnlyList<Said> turns)
    {
        StringBuilder text = new();
        for (var i = 0; i < turns.Count; i++)
        {
            var message = Neutral(turns[i].User);
            if (i == 0 && system.Length > 0)
            {
                message = $"<<SYS>>\n{Neutral(system)}\n<</SYS>>\n\n{message}";
            }

            text.Append(i > 0 ? "<s>" : "").Append("[INST] ").Append(message.Trim()).Append(" [/INST]");
            if (turns[i].Assistant is { } assistant)
            {
                text.Append(' ').Append(Neutral(assistant).Trim()).Append(" </s>");
            }
        }

        return text.ToString();
    }

    private static string Neutral(string text) =>
        _markers.Aggregate(text, (done, marker) => done.Replace(marker, $"{marker[0]} {marker[1..]}", StringComparison.Ordinal));
}
