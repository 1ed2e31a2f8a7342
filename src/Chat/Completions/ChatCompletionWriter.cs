using System.Text;
using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Chat.Prompts;
using Llama;

namespace Chat.Completions;

/// <summary>Writes an answer in OpenAI's format.</summary>
internal sealed class ChatCompletionWriter(
    ChatSettings settings,
    string requestId,
    bool includeUsage,
    GroundedMessage? grounded,
    ShrinkingDialog sent
) : ICompletionWriter
{
    private readonly string _id = $"chatcmpl-{requestId}";
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    private readonly StringBuilder _text = new();

    public byte[] Whole(Completion answer)
    {
        var outcome = Outcome(answer.Text);

        return ChatJson.Utf8(
            new ChatCompletion(
                _id,
                "chat.completion",
                _created,
                settings.Model.InvocationId,
                [new(0, new("assistant", answer.Text), Logprobs: null, FinishReasons.Of(answer.StopReason))],
                Usage.Of(answer.Usage, settings.Pricing)
            )
            {
                Guardrail = GuardrailBody.Of(answer.Guardrail),
                Retrieval = outcome?.Status,
                Citations = outcome?.Citations,
            }
        );
    }

    /// <summary>The chunk that names the role.</summary>
    public IEnumerable<ServerSentEvent> Opening() => [Event(Chunk(new("assistant", ""), finishReason: null))];

    public IEnumerable<ServerSentEvent> Events(ChatEvent item)
    {
        if (item is ChatEvent.Text text)
        {
            _text.Append(text.Value);
            yield return Event(Chunk(new(Role: null, text.Value), finishReason: null));
        }
        else if (item is ChatEvent.Completed completed)
        {
            var outcome = Outcome(_text.ToString());
            yield return Event(
                Chunk(new(Role: null, Content: null), FinishReasons.Of(completed.StopReason)) with
                {
                    Guardrail = GuardrailBody.Of(completed.Guardrail),
                    Retrieval = outcome?.Status,
                    Citations = outcome?.Citations,
                }
            );
            if (includeUsage)
            {
                yield return Event(Chunk([], Usage.Of(completed.Usage, settings.Pricing)));
            }
        }
    }

    public ServerSentEvent Failed(ProblemException problem) =>
        Event(Chunk(new(Role: null, Content: null), FinishReasons.Error) with { Error = OpenAIError.Of(problem) });

    private RetrievalOutcome? Outcome(string answer) => (sent.HasLostPassages ? grounded?.WithoutPassages() : grounded)?.Check(answer);

    private ChatCompletionChunk Chunk(ChatDelta delta, string? finishReason) =>
        Chunk([new(0, delta, Logprobs: null, finishReason)], usage: null);

    private ChatCompletionChunk Chunk(IReadOnlyList<ChunkChoice> choices, Usage? usage) =>
        new(_id, "chat.completion.chunk", _created, settings.Model.InvocationId, choices, usage);

    private static ServerSentEvent Event(ChatCompletionChunk chunk) => new(ChatJson.Utf8(chunk));
}
