using Llama.Streaming;

namespace Llama.Tests.Streaming;

public sealed class GenerationStreamTests
{
    [Theory]
    [InlineData(0, 0, null, false)]
    [InlineData(0, 0, GuardrailAction.None, false)]
    [InlineData(0, 0, GuardrailAction.Anonymized, false)]
    [InlineData(0, 0, GuardrailAction.Intervened, true)]
    [InlineData(0, 0, GuardrailAction.Blocked, true)]
    [InlineData(9, 0, null, true)]
    [InlineData(0, 1, GuardrailAction.None, true)]
    [InlineData(9, 1, GuardrailAction.Blocked, true)]
    public void The_cost_is_known_by_the_tokens_or_by_a_guardrail_that_ended_the_answer(
        int prompt,
        int completion,
        GuardrailAction? guardrail,
        bool expected
    )
    {
        Assert.Equal(expected, GenerationStream.HasCost(new(prompt, completion), guardrail));
    }
}
