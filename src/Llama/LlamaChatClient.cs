using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Llama;

/// <summary>
/// <see cref="LlamaClient"/> as a <see cref="IChatClient"/>, so that .NET code can use Llama 2 like any other model.
/// </summary>
/// <param name="llama">The client that invokes the model; it is not disposed of.</param>
/// <remarks>
/// Of <see cref="ChatOptions"/> it uses instructions, temperature, top-p, the output limit and stop sequences. Options that the model
/// does not support (tools, JSON schemas, images, seed, top-k, penalties, another model) are refused with
/// <see cref="LlamaError.Invalid"/>, which names them.
/// </remarks>
public sealed class LlamaChatClient(LlamaClient llama) : IChatClient
{
    private readonly Lazy<ChatClientMetadata> _metadata = new(() => new("aws.bedrock", llama.Endpoint, llama.Model.InvocationId));

    /// <inheritdoc/>
    /// <exception cref="LlamaException">Any failure except the caller's own cancellation.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var answer = await llama
            .InvokeAsync(ToDialog(messages, options), ToParameters(options), StopsOf(options), cancellationToken: cancellationToken)
            .ConfigureAwait(false);

        var id = NewId();

        return new(new ChatMessage(ChatRole.Assistant, answer.Text) { MessageId = id })
        {
            ResponseId = id,
            ModelId = llama.Model.InvocationId,
            FinishReason = ToFinishReason(answer.StopReason),
            Usage = ToUsage(answer.Usage),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="LlamaException">Any failure except the caller's own cancellation.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var id = NewId();
        var events = llama.StreamAsync(
            ToDialog(messages, options),
            ToParameters(options),
            StopsOf(options),
            cancellationToken: cancellationToken
        );
        await foreach (var item in events.ConfigureAwait(false))
        {
            yield return item switch
            {
                ChatEvent.Text text => Update(new TextContent(text.Value), finish: null),
                ChatEvent.Completed completed => Update(new UsageContent(ToUsage(completed.Usage)), ToFinishReason(completed.StopReason)),
                _ => throw new InvalidOperationException("The hierarchy of events is closed."),
            };
        }

        ChatResponseUpdate Update(AIContent content, ChatFinishReason? finish) =>
            new(ChatRole.Assistant, [content])
            {
                MessageId = id,
                ResponseId = id,
                ModelId = llama.Model.InvocationId,
                FinishReason = finish,
            };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata.Value
            : serviceType.IsInstanceOfType(llama) ? llama
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the caller owns the client.</summary>
    public void Dispose() { }

    private static string NewId() => Guid.NewGuid().ToString("N");

    private static Dialog ToDialog(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        IEnumerable<(Role, string)> instructions = options?.Instructions is { } text ? [(Role.System, text)] : [];

        return Dialog.FromMessages(instructions.Concat(messages.Select(message => (ToRole(message.Role), TextOf(message)))));
    }

    private static Role ToRole(ChatRole role) =>
        role == ChatRole.System ? Role.System
        : role == ChatRole.User ? Role.User
        : role == ChatRole.Assistant ? Role.Assistant
        : throw LlamaException.Invalid("role", role.Value, "system, user or assistant");

    private static string TextOf(ChatMessage message) =>
        message.Contents.FirstOrDefault(content => content is not (TextContent or UsageContent)) is { } other
            ? throw LlamaException.Invalid("contents", other.GetType().Name, "text only")
            : message.Text;

    private InferenceParameters ToParameters(ChatOptions? options)
    {
        if (options is not null)
        {
            Refuse(options);
        }

        var defaults = InferenceParameters.Default;
        return new()
        {
            Temperature = Widened(options?.Temperature) ?? defaults.Temperature,
            TopP = Widened(options?.TopP) ?? defaults.TopP,
            MaxGenLen = options?.MaxOutputTokens ?? defaults.MaxGenLen,
        };
    }

    private void Refuse(ChatOptions options)
    {
        var (name, why) = options switch
        {
            { Tools.Count: > 0 } => ("tools", "the model has none"),
            { ToolMode: not null and not NoneChatToolMode } => ("tool_choice", "the model has no tools"),
            { ResponseFormat: not null and not ChatResponseFormatText } => ("response_format", "the model answers text only"),
            { FrequencyPenalty: not null and not 0 } => ("frequency_penalty", "is not supported by this model"),
            { PresencePenalty: not null and not 0 } => ("presence_penalty", "is not supported by this model"),
            { Seed: not null } => ("seed", "is not supported by this model"),
            { TopK: not null } => ("top_k", "is not supported by this model"),
            { ConversationId: not null } => ("conversation_id", "the client keeps no conversations; send the messages"),
            { ModelId: { } id } when id != llama.Model.InvocationId && id != llama.Model.Model.Id => (
                "model",
                $"this client invokes {llama.Model.InvocationId} only"
            ),
            _ => (null, ""),
        };
        if (name is not null)
        {
            throw LlamaException.Invalid(name, null, why);
        }
    }

    // 0.2f as a double is 0.20000000298; its shortest decimal form is what the caller wrote.
    private static double? Widened(float? value) => value is { } single && Math.Abs(single) <= 1000 ? (double)(decimal)single : value;

    private static string[] StopsOf(ChatOptions? options) => options?.StopSequences?.Where(stop => stop.Length > 0).ToArray() ?? [];

    private static ChatFinishReason ToFinishReason(StopReason reason) =>
        reason switch
        {
            StopReason.Length => ChatFinishReason.Length,
            StopReason.Guardrail => ChatFinishReason.ContentFilter,
            _ => ChatFinishReason.Stop,
        };

    private static UsageDetails ToUsage(TokenUsage usage) =>
        new()
        {
            InputTokenCount = usage.PromptTokens,
            OutputTokenCount = usage.CompletionTokens,
            TotalTokenCount = usage.TotalTokens,
        };
}
