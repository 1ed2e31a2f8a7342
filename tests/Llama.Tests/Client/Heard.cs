namespace Llama.Tests.Client;

/// <summary>What a listener heard of a stream before it ended or broke.</summary>
internal sealed class Heard
{
    public List<string> Texts { get; } = [];

    public List<TokenUsage> Usages { get; } = [];

    public List<GuardrailAction> Guardrails { get; } = [];

    public ChatEvent.Completed? Completed { get; private set; }

    public LlamaException? Error { get; private set; }

    public string Text => string.Concat(Texts);

    public static async Task<Heard> ListenAsync(IAsyncEnumerable<ChatEvent> events)
    {
        Heard heard = new();
        try
        {
            await foreach (var item in events)
            {
                heard.Add(item);
            }
        }
        catch (LlamaException error)
        {
            heard.Error = error;
        }

        return heard;
    }

    private void Add(ChatEvent item)
    {
        Assert.Null(Completed);
        if (item is ChatEvent.Text text)
        {
            Texts.Add(text.Value);
            Usages.Add(text.Usage);
            Guardrails.Add(text.Guardrail);
        }
        else
        {
            Completed = Assert.IsType<ChatEvent.Completed>(item);
        }
    }
}
