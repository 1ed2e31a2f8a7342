using System.Text;

namespace Llama.Prompts;

/// <remarks>
/// Meta's reference (github.com/meta-llama/llama3, llama/tokenizer.py, ChatFormat; github.com/meta-llama/llama-models for
/// Llama 4): every message has a header and an end, its content is stripped, and the assistant's header opens the answer.
/// <c>&lt;|begin_of_text|&gt;</c> is sent: for Llama 3 Bedrock does not add it (token counts of recorded traffic are exactly
/// the text's own), and for the later ones AWS's and Meta's examples send it; whether Bedrock would add it there is not verified.
/// </remarks>
internal sealed class HeaderPromptTemplate(HeaderTokens tokens, Tokenizer tokenizer) : PromptTemplate(tokenizer)
{
    public override string Render(Dialog dialog)
    {
        StringBuilder prompt = new(HeaderTokens.Begin);
        if (dialog.System is { } system)
        {
            Append(prompt, "system", system);
        }

        foreach (var turn in dialog.Turns)
        {
            Append(prompt, turn);
        }

        return prompt.Append(Header("assistant")).Append(dialog.Begun is { } begun ? StripStart(Neutralise(begun)) : []).ToString();
    }

    /// <summary>Special tokens count as one token each; the text between two of them is encoded separately.</summary>
    public override int CountPrompt(string prompt)
    {
        var (count, start) = (0, 0);
        foreach (var special in tokens.Special().EnumerateMatches(prompt))
        {
            count += CountText(prompt[start..special.Index]) + 1;
            start = special.Index + special.Length;
        }

        return count + CountText(prompt[start..]);
    }

    public override int CountTurn(Turn answered) => CountPrompt(Append(new(), answered).ToString());

    /// <summary>A token covers at least one UTF-8 byte; special tokens count as one each.</summary>
    public override int UpperBound(string prompt)
    {
        var bound = Encoding.UTF8.GetByteCount(prompt);
        foreach (var special in tokens.Special().EnumerateMatches(prompt))
        {
            bound -= special.Length - 1;
        }

        return bound;
    }

    public override int UpperBound(Turn answered) => UpperBound(Append(new(), answered).ToString());

    private StringBuilder Append(StringBuilder prompt, Turn turn)
    {
        Append(prompt, "user", turn.User);

        return turn.Assistant is { } answer ? Append(prompt, "assistant", answer) : prompt;
    }

    private StringBuilder Append(StringBuilder prompt, string role, string message) =>
        prompt.Append(Header(role)).Append(Strip(Neutralise(message))).Append(tokens.EndOfTurn);

    private string Header(string role) => $"{tokens.HeaderStart}{role}{tokens.HeaderEnd}\n\n";

    /// <summary>Inserts a space into anything that looks like a special token, also one of a later version.</summary>
    private static string Neutralise(string message) => HeaderTokens.Start().Replace(message, "< |");
}
