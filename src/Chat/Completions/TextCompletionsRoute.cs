using Chat.Aws;
using Chat.Configuration;
using Chat.Http;
using Chat.Metering;
using Chat.Prompts;

namespace Chat.Completions;

/// <summary>POST /completions: OpenAI's legacy API, with the caller's own prompt, whole or as a stream.</summary>
internal sealed class TextCompletionsRoute(ChatSettings settings, BedrockConnection bedrock, Meter meter)
{
    public async Task<Reply> HandleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        Adjustments adjustments = new(settings.IsLenient);
        var completion = TextCompletionRequest.Read(request.ReadObject(), settings.Model.Model, adjustments);
        var (prompt, options) = (completion.Prompt, completion.Options);
        var parameters = options.Fit(adjustments, mayShrink => ContextLimit.Fit(settings, prompt, options.Parameters, mayShrink));
        var charge = meter.Open(request);
        OpenAIAnswer answer = new(
            new TextCompletionWriter(settings, request.Id, completion),
            charge,
            WorstCase.Of(settings.Model.Model.Template, prompt, parameters.MaxGenLen),
            adjustments
        );

        return options.Stream
            ? answer.Stream(bedrock.StreamAsync(prompt, parameters, options.Stop, charge.Calls, cancellationToken), cancellationToken)
            : await answer.WholeAsync(
                () => bedrock.InvokeAsync(prompt, parameters, options.Stop, charge.Calls, cancellationToken),
                cancellationToken
            );
    }
}
