namespace Llama.Regions;

/// <summary>The calls to Bedrock that one request may still make, whatever it makes them for.</summary>
internal sealed class CallLimit
{
    /// <summary>The most calls of a request, over all its regions.</summary>
    public const int Most = 4;

    /// <summary>How many are left; a dedicated model that is being loaded is asked for again even without any.</summary>
    public int Left { get; private set; } = Most;

    public void Count() => Left--;
}
