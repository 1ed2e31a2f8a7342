namespace Llama;

/// <summary>Counts tokens as Llama 2 does, without the <c>&lt;s&gt;</c> that Bedrock puts before a prompt.</summary>
public static class TokenCounter
{
    /// <summary>Whether the vocabulary has been read, so that counting is cheap.</summary>
    public static bool IsLoaded => Tokenizer.Llama2.IsLoaded;

    /// <inheritdoc cref="Tokenizer.Count"/>
    public static int Count(string text) => Tokenizer.Llama2.Count(text);

    /// <inheritdoc cref="Tokenizer.UpperBound"/>
    public static int UpperBound(string text) => Tokenizer.Llama2.UpperBound(text);

    /// <inheritdoc cref="Tokenizer.Split"/>
    public static IEnumerable<string> Split(string text) => Tokenizer.Llama2.Split(text);
}
