using Chat.Aws;
using Chat.Configuration;
using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;
using Chat.Prompts;
using Chat.Telemetry;

namespace Chat.Completions;

/// <summary>POST /chat/completions: OpenAI's API, buffered or as a stream.</summary>
internal sealed class ChatCompletionsRoute(ChatSettings settings, BedrockConnection bedrock, KnowledgeBase knowledge, Meter meter)
{
    public async Task<Reply> HandleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        Adjustments adjustments = new(settings.IsLenient);
        var chat = ChatCompletionRequest.Read(request.ReadObject(), settings, adjustments);
        var grounded = await GroundAsync(request, chat, cancellationToken);
        var (dialog, options) = (grounded?.Dialog ?? chat.Dialog, chat.Options);
        var parameters = options.Fit(adjustments, mayShrink => ContextLimit.Fit(settings, dialog, options.Parameters, mayShrink));
        var charge = meter.Open(request);
        if (grounded is not null)
        {
            RequestMeasurements.Current.Review?.Citations = text => ChatJson.Citations(grounded.Check(text));
        }

        ShrinkingDialog sent = new(dialog, grounded is { Given.Count: > 0 } ? chat.Dialog.Turns[^1].User : null);
        OpenAIAnswer answer = new(
            new ChatCompletionWriter(settings, request.Id, options.IncludeUsage, grounded, sent),
            charge,
            WorstCase.Of(settings, dialog, parameters.MaxGenLen),
            adjustments
        );

        return options.Stream
            ? answer.Stream(
                bedrock.StreamAsync(dialog, parameters, options.Stop, sent.Next, charge.Calls, cancellationToken),
                cancellationToken
            )
            : await answer.WholeAsync(
                () => bedrock.InvokeAsync(dialog, parameters, options.Stop, sent.Next, charge.Calls, cancellationToken),
                cancellationToken
            );
    }

    // The dialog already has all its turns, so passages may use the rest of the window.
    private async Task<GroundedMessage?> GroundAsync(ApiRequest request, ChatCompletionRequest chat, CancellationToken cancellationToken) =>
        chat.Retrieval is null
            ? null
            : await new Grounding(knowledge, settings, chat.Retrieval, request.TimeLeft).GroundAsync(
                chat.Dialog,
                chat.Options.Parameters.MaxGenLen,
                hasEarlierTurns: false,
                cancellationToken
            );
}
