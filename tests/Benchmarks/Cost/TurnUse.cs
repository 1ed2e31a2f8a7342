using Benchmarks.Units;
using Llama;

namespace Benchmarks.Cost;

/// <summary>What one turn takes of each service.</summary>
/// <param name="Design">Its column.</param>
/// <param name="BilledMilliseconds">Lambda's duration.</param>
/// <param name="Units">DynamoDB's request units.</param>
/// <param name="Tokens">The model's tokens.</param>
internal sealed record TurnUse(string Design, double BilledMilliseconds, CapacityUnits Units, TokenUsage Tokens)
{
    /// <summary>What the functions are given, in GB; half of it would do for memory, but processor time comes with it.</summary>
    public const decimal Memory = 512 / 1024m;

    /// <summary>The units that fall on the one partition that holds an owner's records.</summary>
    public CapacityUnits OwnerUnits { get; init; }

    public decimal Lambda => ((decimal)BilledMilliseconds / 1000 * Memory * Prices.LambdaGigabyteSecond) + Prices.LambdaRequest;

    public decimal DynamoDB => ((decimal)Units.Read * Prices.DynamoDBReadUnit) + ((decimal)Units.Write * Prices.DynamoDBWriteUnit);

    public static decimal Gateway => Prices.GatewayRequest;

    public decimal Model => Prices.Model.Cost(Tokens);

    public decimal Total => Lambda + DynamoDB + Gateway + Model;
}
