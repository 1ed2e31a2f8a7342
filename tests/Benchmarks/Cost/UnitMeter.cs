using System.Text;
using System.Text.Json.Nodes;
using Benchmarks.Functions;
using Benchmarks.Units;

namespace Benchmarks.Cost;

/// <summary>Counts DynamoDB's units on the wire, so that a function is counted without knowing of it.</summary>
internal sealed class UnitMeter
{
    private readonly Lock _lock = new();
    private CapacityUnits _units;

    public UnitMeter(BackendProxy table)
    {
        table.Rewrite = AskForUnits;
        table.Answered = Count;
    }

    /// <summary>The units since the last call.</summary>
    public CapacityUnits Take()
    {
        lock (_lock)
        {
            var units = _units;
            _units = default;
            return units;
        }
    }

    private static byte[] AskForUnits(byte[] request)
    {
        var json = JsonNode.Parse(request)!;
        json["ReturnConsumedCapacity"] = "TOTAL";

        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    private void Count(string target, byte[] answer)
    {
        var units =
            (double?)JsonNode.Parse(answer)?["ConsumedCapacity"]?["CapacityUnits"]
            ?? throw new InvalidDataException($"the server does not tell the units of {target}.");
        var reads = target.EndsWith(".GetItem", StringComparison.Ordinal) || target.EndsWith(".Query", StringComparison.Ordinal);
        lock (_lock)
        {
            _units += reads ? new(units, 0) : new(0, units);
        }
    }
}
