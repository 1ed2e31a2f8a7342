using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Web;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Models;

/// <summary>A real model behind an OpenAI-compatible completions server: llama.cpp, vLLM, Ollama and others.</summary>
internal sealed class OpenAIUpstream(Uri url) : ITextModel, IDisposable
{
    // No timeout here: the client of the emulator has one, and its disconnect cancels this call.
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = !url.IsLoopback }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Uri _completions = new(
        url.GetLeftPart(UriPartial.Path).TrimEnd('/') is var path && path.EndsWith("/v1", StringComparison.Ordinal)
            ? $"{path}/completions"
            : $"{path}/v1/completions"
    );
    private readonly string? _model = HttpUtility.ParseQueryString(url.Query)["model"];

    public async Task<Generation> CompleteAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(request, stream: false, cancellationToken);
        UpstreamCompletion? completion;
        try
        {
            completion = await response.Content.ReadFromJsonAsync(BedrockJson.Default.UpstreamCompletion, cancellationToken);
        }
        catch (Exception error) when (IsBroken(error))
        {
            throw NotUnderstood();
        }

        return completion?.Choices is [var choice, ..]
            ? Last(request, choice.Text ?? "", choice.Text ?? "", KnownReason(choice.FinishReason), completion.Usage)
            : throw NotUnderstood();
    }

    public async IAsyncEnumerable<Generation> StreamAsync(
        GenerationRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var response = await PostAsync(request, stream: true, cancellationToken);
        StringBuilder text = new();
        StringBuilder lastText = new();
        var tokens = 0;
        string? finishReason = null;
        CompletionUsage? usage = null;

        await foreach (var completion in ReadAsync(response, cancellationToken))
        {
            usage = completion.Usage ?? usage;
            if (completion.Choices is not [var choice, ..])
            {
                continue;
            }

            text.Append(choice.Text);
            finishReason = KnownReason(choice.FinishReason) ?? finishReason;

            // The usage arrives after the finish reason, so the last piece waits for it.
            if (finishReason is not null)
            {
                lastText.Append(choice.Text);
            }
            else
            {
                yield return new(choice.Text ?? "", request.PromptTokens, Math.Min(++tokens, request.MaxGenLen), null);
            }
        }

        yield return finishReason is not null
            ? Last(request, lastText.ToString(), text.ToString(), finishReason, usage)
            : throw BedrockException.ModelStreamError("The model's stream ended before its answer did.");
    }

    // Some servers send "" with every chunk. Unknown reasons do not end the answer.
    private static string? KnownReason(string? reason) =>
        reason switch
        {
            "length" or "max_tokens" => "length",
            "stop" or "stop_sequence" or "eos" or "eos_token" or "content_filter" => "stop",
            _ => null,
        };

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> PostAsync(GenerationRequest request, bool stream, CancellationToken cancellationToken)
    {
        CompletionRequest body = new(
            _model,
            request.Prompt,
            request.MaxGenLen,
            request.Temperature,
            request.TopP,
            stream,
            stream ? new(IncludeUsage: true) : null
        );
        using HttpRequestMessage message = new(HttpMethod.Post, _completions)
        {
            Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, BedrockJson.Default.CompletionRequest))
            {
                Headers = { ContentType = new("application/json") },
            },
        };

        try
        {
            var response = await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                throw await UpstreamError.ReadAsync(response, _model ?? "upstream", cancellationToken);
            }
        }
        catch (HttpRequestException)
        {
            throw BedrockException.Unavailable($"The upstream model at {_completions} cannot be reached.");
        }
    }

    private static async IAsyncEnumerable<UpstreamCompletion> ReadAsync(
        HttpResponseMessage response,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var events = SseParser.Create(stream).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            UpstreamCompletion? completion;
            try
            {
                if (!await events.MoveNextAsync() || events.Current.Data == "[DONE]")
                {
                    yield break;
                }

                completion = JsonSerializer.Deserialize(events.Current.Data, BedrockJson.Default.UpstreamCompletion);
            }
            catch (Exception error) when (IsBroken(error))
            {
                throw BedrockException.ModelStreamError("The model's stream broke off.");
            }

            yield return completion ?? new();
        }
    }

    private static bool IsBroken(Exception error) => error is IOException or HttpRequestException or JsonException;

    private static BedrockException NotUnderstood() =>
        BedrockException.ModelError("The upstream model's answer is not a completion.", 200, "upstream");

    private static Generation Last(GenerationRequest request, string text, string answer, string? finishReason, CompletionUsage? usage) =>
        new(
            text,
            usage?.PromptTokens ?? request.PromptTokens,
            Math.Min(usage?.CompletionTokens ?? request.Model.Tokenizer.Count(answer), request.MaxGenLen),
            finishReason ?? "stop"
        );
}
