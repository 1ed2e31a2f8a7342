using LocalCloud.Bedrock.Faults;
using LocalCloud.Bedrock.Journal;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Retrieve;

/// <summary>Answers a Retrieve whose signature has been checked.</summary>
internal sealed class RetrieveEndpoint(LocalKnowledge knowledge, FaultRules faults, TimeProvider time)
{
    public async Task AnswerAsync(
        HttpContext context,
        JournalEntry invocation,
        InvokeModelTarget target,
        byte[] body,
        CancellationToken cancellationToken
    )
    {
        var request = RetrieveBody.Parse(body);
        if (faults.Strike(target, invocation.Region!, request.Query, guarded: false) is { } fault)
        {
            invocation.Fault = fault.Fault;
            await FaultBeforeAnswer.StrikeAsync(fault, target, context, time, cancellationToken);
        }

        var answer = knowledge.Retrieve(target.ModelId, request);
        await context.Response.WriteAsJsonAsync(
            answer,
            BedrockJson.Default.RetrieveAnswer,
            contentType: "application/json",
            cancellationToken
        );
    }
}
