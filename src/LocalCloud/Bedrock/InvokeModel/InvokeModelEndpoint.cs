using LocalCloud.Bedrock.Converse;
using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Journal;
using LocalCloud.Bedrock.Models;
using LocalCloud.Bedrock.Retrieve;
using LocalCloud.Bedrock.Wire;
using LocalCloud.Settings;

namespace LocalCloud.Bedrock.InvokeModel;

/// <summary>Handles both invoke operations and Retrieve: authenticates, validates, answers and records.</summary>
internal sealed class InvokeModelEndpoint(
    SigV4 signature,
    ModelDirectory models,
    ITextModel textModel,
    RetrieveEndpoint retrieve,
    FaultRules faults,
    InvocationJournal journal,
    TagReading tags,
    TimeProvider time,
    TimeSpan bodyTimeout,
    CancellationToken stopping
)
{
    public async Task HandleAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        JournalEntry invocation = new() { At = time.GetUtcNow(), SessionToken = context.Request.Headers["X-Amz-Security-Token"] };
        context.Response.Headers["x-amzn-RequestId"] = Guid.NewGuid().ToString();
        try
        {
            await AnswerAsync(context, invocation, ended.Token);
        }
        catch (BedrockException error) when (!context.Response.HasStarted)
        {
            invocation.ErrorType = error.Type;
            await context.Response.WriteErrorAsync(error, ended.Token);
        }
        // A bug in the emulator must look like a failure of the service, not like one of the client.
        catch (Exception) when (!ended.IsCancellationRequested && !context.Response.HasStarted)
        {
            invocation.ErrorType = "InternalServerException";
            await context.Response.WriteErrorAsync(BedrockException.Internal(), ended.Token);
        }
        catch (Exception) when (ended.IsCancellationRequested)
        {
            invocation.ClientHungUp = !stopping.IsCancellationRequested;
            // Aborts, so that an incomplete answer does not look complete.
            context.Abort();
        }
        finally
        {
            invocation.Status =
                context.Response.HasStarted || !invocation.ClientHungUp
                    ? context.Response.StatusCode
                    : StatusCodes.Status499ClientClosedRequest;
            journal.Write(invocation);
        }
    }

    private async Task AnswerAsync(HttpContext context, JournalEntry invocation, CancellationToken cancellationToken)
    {
        var body = await InvocationBody.ReadAsync(context.Request, bodyTimeout, cancellationToken);
        var signedFor = signature.Verify(context.Request, body);
        var target =
            InvokeModelTarget.Parse(context.Request)
            ?? throw new BedrockException(
                404,
                "UnknownOperationException",
                $"The requested operation is not recognized by the service. This emulator serves {string.Join(", ", InvokeModelTarget.All)}."
            );

        var region = invocation.Region = signedFor ?? models.HomeRegion(target.ModelId);
        (invocation.Operation, invocation.ModelId) = (target.Operation, target.ModelId);
        if (target.Operation == InvokeModelTarget.Retrieve)
        {
            await retrieve.AnswerAsync(context, invocation, target, body, cancellationToken);
            return;
        }

        if (target.Operation == InvokeModelTarget.ListFoundationModels)
        {
            await WriteJsonAsync(context.Response, FoundationModels.List(context.Request.Query, region), cancellationToken);
            return;
        }

        var model = models.Find(target.ModelId, region);
        if (target.Operation == InvokeModelTarget.CountTokens)
        {
            await WriteJsonAsync(context.Response, ConverseJson.Tokens(CountTokensBody.Count(body, model, tags)), cancellationToken);
            return;
        }

        var guardrail = target.IsConverse ? null : InvokeModelHeaders.Check(context.Request, target.IsStreamed, region);
        invocation.Guardrail = guardrail is null ? null : $"{guardrail.Identifier}:{guardrail.Version}";
        var request = target.IsConverse
            ? ConverseBody.Parse(body, model, tags)
            : GenerationRequest.Parse(body, guarded: guardrail is not null, model, tags);
        invocation.PromptTokenCount = request.PromptTokens;

        var fault = faults.Strike(target, region, request.Prompt, guarded: guardrail is not null);
        invocation.Fault = fault?.Fault;
        var started = time.GetTimestamp();
        if (fault is not null)
        {
            await FaultBeforeAnswer.StrikeAsync(fault, target, context, time, cancellationToken);
        }

        var answering = guardrail is null
            ? textModel
            : new GuardedModel(textModel, guardrail, InvokeModelHeaders.WantsTrace(context.Request), fault);
        if (target.IsStreamed)
        {
            IStreamFormat format = target.IsConverse ? new ConverseFormat() : new ChunkFormat();
            await new InvocationStream(context, invocation, fault, format, time, started).WriteAsync(
                answering.StreamAsync(request, cancellationToken),
                cancellationToken
            );
        }
        else
        {
            await WriteWholeAsync(
                context,
                invocation,
                target.IsConverse,
                await answering.CompleteAsync(request, cancellationToken),
                started,
                cancellationToken
            );
        }
    }

    private async Task WriteWholeAsync(
        HttpContext context,
        JournalEntry invocation,
        bool isConverse,
        Generation answer,
        long started,
        CancellationToken cancellationToken
    )
    {
        (invocation.PromptTokenCount, invocation.GenerationTokenCount) = (answer.PromptTokens, answer.GeneratedTokens);

        var response = context.Response;
        var elapsed = time.GetElapsedTime(started);
        if (isConverse)
        {
            await WriteJsonAsync(response, ConverseJson.Whole(answer, elapsed), cancellationToken);
            return;
        }

        response.Headers["X-Amzn-Bedrock-Input-Token-Count"] = answer.PromptTokens.ToString();
        response.Headers["X-Amzn-Bedrock-Output-Token-Count"] = answer.GeneratedTokens.ToString();
        response.Headers["X-Amzn-Bedrock-Invocation-Latency"] = ((long)elapsed.TotalMilliseconds).ToString();
        await WriteJsonAsync(response, GeneratedJson.Whole(answer), cancellationToken);
    }

    private static async Task WriteJsonAsync(HttpResponse response, byte[] json, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        response.ContentLength = json.Length;
        await response.Body.WriteAsync(json, cancellationToken);
    }
}
