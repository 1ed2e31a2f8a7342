using Benchmarks.Cost;

namespace Benchmarks.Capacity;

/// <summary>The quotas that a deployment meets. Their sources are named in docs/capacity.md.</summary>
internal static class Quotas
{
    /// <summary>Bedrock takes the longest answer that a request allows from the quota when the request begins: the default of this model.</summary>
    public const int MaxGenLen = 512;

    private const string MoreOfTheModel = "ask for more in Service Quotas, add a region to `modelRegions`, or buy provisioned throughput";

    public static IReadOnlyList<Quota> Of(TurnUse turn) =>
        [
            new("Bedrock: requests per minute, model and region", 800, 60, 1, MoreOfTheModel),
            new(
                "Bedrock: tokens per minute, model and region",
                600_000,
                60,
                turn.Tokens.PromptTokens + MaxGenLen,
                $"{MoreOfTheModel}; a smaller `max_gen_len` or context window takes less"
            ),
            new(
                "Lambda: concurrent executions, region",
                1_000,
                1,
                turn.BilledMilliseconds / 1000,
                "ask for more in Service Quotas; a shorter answer takes less"
            ),
            new("API Gateway: requests per second, account and region", 10_000, 1, 1, "ask for more in Service Quotas"),
            new(
                "DynamoDB: write units per second of a new table",
                4_000,
                1,
                turn.Units.Write,
                "nothing if the load grows slowly, because the table grows with it; else set its warm throughput before"
            ),
            new("DynamoDB: read units per second of a new table", 12_000, 1, turn.Units.Read, "as for writes"),
            new(
                "one owner: write units per second of a partition",
                1_000,
                1,
                turn.OwnerUnits.Write,
                "an owner for each customer instead of one for the product",
                IsOfOneOwner: true
            ),
            new("one owner: read units per second of a partition", 3_000, 1, turn.OwnerUnits.Read, "as for writes", IsOfOneOwner: true),
        ];
}
