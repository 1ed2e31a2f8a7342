using System.Text;
using System.Text.Json.Nodes;
using Benchmarks.Functions;
using Benchmarks.Units;

namespace Benchmarks.Cost;

/// <summary>DynamoDB's units: of the whole table, and those of the partition that holds an owner's records.</summary>
internal readonly record struct TableUnits(CapacityUnits All, CapacityUnits Owner);

/// <summary>Counts DynamoDB's units on the wire, so that a function is counted without knowing of it.</summary>
internal sealed class UnitMeter
{
    private readonly Lock _lock = new();
    private TableUnits _units;

    public UnitMeter(BackendProxy table)
    {
        table.Rewrite = AskForUnits;
        table.Answered = Count;
    }

    /// <summary>The units since the last call.</summary>
    public TableUnits Take()
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

    private void Count(string target, byte[] request, byte[] answer)
    {
        var units =
            (double?)JsonNode.Parse(answer)?["ConsumedCapacity"]?["CapacityUnits"]
            ?? throw new InvalidDataException($"the server does not tell the units of {target}.");
        var reads = target.EndsWith(".GetItem", StringComparison.Ordinal) || target.EndsWith(".Query", StringComparison.Ordinal);
        CapacityUnits taken = reads ? new(units, 0) : new(0, units);
        var isOwners = request.AsSpan().IndexOf("\"USER#"u8) >= 0;
        lock (_lock)
        {
            _units = new(_units.All + taken, isOwners ? _units.Owner + taken : _units.Owner);
        }
    }
}
