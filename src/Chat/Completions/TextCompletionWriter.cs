using Chat.Configuration;
using Chat.Http;
using Llama;

namespace Chat.Completions;

/// <summary>Puts one answer into the words of OpenAI's legacy completions.</summary>
internal sealed class TextCompletionWriter(ChatSettings settings, string requestId, TextCompletionRequest request) : ICompletionWriter
{
    private readonly string _id = $"cmpl-{requestId}";
    private readonly long _created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

    private string Echo => request.Echo ? request.Prompt : "";

    public byte[] Whole(Completion answer) =>
        ChatJson.Utf8(
            Completion(Echo + answer.Text, FinishReasons.Of(answer.StopReason)) with
            {
                Usage = Usage.Of(answer.Usage, settings.Pricing),
                Guardrail = GuardrailBody.Of(answer.Guardrail),
            }
        );

    public IEnumerable<ServerSentEvent> Opening() => request.Echo ? [Event(Completion(request.Prompt, finishReason: null))] : [];

    public IEnumerable<ServerSentEvent> Events(ChatEvent item)
    {
        if (item is ChatEvent.Text text)
        {
            yield return Event(Completion(text.Value, finishReason: null));
        }
        else if (item is ChatEvent.Completed completed)
        {
            yield return Event(
                Completion("", FinishReasons.Of(completed.StopReason)) with
                {
                    Guardrail = GuardrailBody.Of(completed.Guardrail),
                }
            );
            if (request.Options.IncludeUsage)
            {
                yield return Event(Completion([]) with { Usage = Usage.Of(completed.Usage, settings.Pricing) });
            }
        }
    }

    public ServerSentEvent Failed(ProblemException problem) =>
        Event(Completion("", FinishReasons.Error) with { Error = OpenAIError.Of(problem) });

    private TextCompletion Completion(string text, string? finishReason) => Completion([new(text, 0, Logprobs: null, finishReason)]);

    private TextCompletion Completion(IReadOnlyList<TextChoice> choices) =>
        new(_id, "text_completion", _created, settings.Model.InvocationId, choices, Usage: null);

    private static ServerSentEvent Event(TextCompletion chunk) => new(ChatJson.Utf8(chunk));
}
