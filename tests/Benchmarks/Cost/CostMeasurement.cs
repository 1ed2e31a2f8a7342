using System.Text.Json.Nodes;
using Benchmarks.Functions;
using Benchmarks.Units;
using Llama;

namespace Benchmarks.Cost;

/// <summary>What the turns of one function's process take.</summary>
internal sealed class CostMeasurement(string name, FunctionInstance instance) : IAsyncDisposable
{
    private readonly Samples _billed = new();
    private TableUnits _units;
    private TokenUsage _tokens;

    /// <exception cref="InvalidDataException">The answer is wrong or missing.</exception>
    public async Task TakeTurnAsync(string conversation, Exchange exchange, UnitMeter meter, bool isMeasured)
    {
        var question = Question.Message(conversation, exchange);
        meter.Take();

        var answer = await instance.InvokeAsync(question.Event);

        question.Check(answer.Body);
        if (isMeasured)
        {
            _billed.Add(Math.Ceiling(Samples.Milliseconds(answer.Ended - answer.Began)));
            _units = meter.Take();
            var usage = JsonNode.Parse(answer.Body)!["usage"]!;
            _tokens = new((int)usage["prompt_tokens"]!, (int)usage["completion_tokens"]!);
        }
    }

    /// <param name="indexWrites">Write units of a turn that the local DynamoDB does not count.</param>
    public TurnUse Use(double indexWrites)
    {
        // The index is in the owner's partition.
        CapacityUnits index = new(0, indexWrites);

        return new(name, _billed.Median, _units.All + index, _tokens) { OwnerUnits = _units.Owner + index };
    }

    public ValueTask DisposeAsync() => instance.DisposeAsync();
}
