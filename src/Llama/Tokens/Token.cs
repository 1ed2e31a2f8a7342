namespace Llama.Tokens;

/// <param name="Id">The token's id.</param>
/// <param name="Bytes">How many bytes of the marked text it covers.</param>
internal readonly record struct Token(int Id, int Bytes);

/// <summary>Counts tokens, and keeps them only where there is a list.</summary>
internal sealed class TokenWriter(List<Token>? list)
{
    public int Count { get; private set; }

    public void Add(int id, int bytes)
    {
        Count++;
        list?.Add(new(id, bytes));
    }
}
