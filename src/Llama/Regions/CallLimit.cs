namespace Llama.Regions;

/// <summary>The calls to Bedrock that one request may still make, whatever it makes them for.</summary>
internal sealed class CallLimit
{
    /// <summary>How many are left; a dedicated model that is being loaded is asked for again even without any.</summary>
    public int Left { get; private set; } = LlamaClient.MaxCalls;

    public void Count() => Left--;
}
