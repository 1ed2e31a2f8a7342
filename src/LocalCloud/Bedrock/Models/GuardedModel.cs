using System.Runtime.CompilerServices;
using Llama;
using LocalCloud.Bedrock.Faults;

namespace LocalCloud.Bedrock.Models;

/// <summary>
/// A model with the emulator's guardrail, which has two rules: a prompt with <see cref="BlockedPhrase"/> is blocked, and e-mail addresses
/// in answers become <c>{EMAIL}</c>. Fault rules can add more.
/// </summary>
internal sealed class GuardedModel(ITextModel model, Guardrail guardrail, bool isTraced, FaultRule? rule) : ITextModel
{
    public const string BlockedPhrase = "ignore all previous instructions";
    public const string Message = "The guardrail of this emulator blocked that.";

    private GuardrailVerdict Nothing => new(guardrail.Identifier, isTraced);

    public async Task<Generation> CompleteAsync(GenerationRequest request, CancellationToken cancellationToken)
    {
        if (Refused(request) is { } refused)
        {
            return refused;
        }

        var answer = await model.CompleteAsync(request, cancellationToken);
        if (rule?.Fault == FaultKind.GuardrailBlocks)
        {
            return Blocked(answer);
        }

        var mask = Mask();
        return Judged(answer with { Text = mask.Append(answer.Text, isLast: true) }, mask);
    }

    public async IAsyncEnumerable<Generation> StreamAsync(
        GenerationRequest request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        if (Refused(request) is { } refused)
        {
            yield return refused;
            yield break;
        }

        var mask = Mask();
        var chunks = 0;
        await foreach (var piece in model.StreamAsync(request, cancellationToken))
        {
            if (rule?.Fault == FaultKind.GuardrailBlocks && chunks++ == rule.AfterChunks)
            {
                yield return Blocked(piece);
                yield break;
            }

            var isLast = piece.StopReason is not null;
            var masked = piece with { Text = mask.Append(piece.Text, isLast) };
            yield return isLast ? Judged(masked, mask) : masked;
        }
    }

    // The model is not called, so there are no token counts.
    private Generation? Refused(GenerationRequest request)
    {
        var match =
            request.Prompt.Contains(BlockedPhrase, StringComparison.OrdinalIgnoreCase) ? BlockedPhrase
            : rule is { Fault: FaultKind.GuardrailBlocks, AfterChunks: null or 0 } ? rule.WhenPromptContains ?? ""
            : null;

        return match is null
            ? null
            : new(Message, 0, 0, null) { Guardrail = Nothing with { Action = "BLOCKED", Match = match, IsOfPrompt = true } };
    }

    private Generation Blocked(Generation answer) =>
        answer with
        {
            Text = Message,
            StopReason = null,
            Guardrail = Nothing with { Action = "BLOCKED", Match = answer.Text },
        };

    private Generation Judged(Generation answer, AnswerMask mask) =>
        answer with
        {
            Guardrail = mask.Match is null ? Nothing : Nothing with { Action = "ANONYMIZED", Match = mask.Match },
        };

    private AnswerMask Mask() => new(masksFirstWord: rule?.Fault == FaultKind.GuardrailAnonymizes);
}
