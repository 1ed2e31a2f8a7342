namespace Llama.Tokens;

/// <param name="Id">The token's id.</param>
/// <param name="Bytes">The number of bytes of the marked text that it covers.</param>
internal readonly record struct Token(int Id, int Bytes);

/// <summary>Counts tokens, and stores them if there is a list.</summary>
internal sealed class TokenWriter(List<Token>? list)
{
    public int Count { get; private set; }

    public void Add(int id, int bytes)
    {
        Count++;
        list?.Add(new(id, bytes));
    }
}
