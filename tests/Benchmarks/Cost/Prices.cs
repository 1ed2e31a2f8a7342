using Llama;

namespace Benchmarks.Cost;

/// <summary>What AWS charges in us-east-1, in USD, without free tiers, taxes and data transfer.</summary>
internal static class Prices
{
    /// <summary>Lambda, x86, per GB and second, first tier. Source: aws.amazon.com/lambda/pricing.</summary>
    public const decimal LambdaGigabyteSecond = 0.0000166667m;

    /// <summary>Lambda, per request. Source: aws.amazon.com/lambda/pricing.</summary>
    public const decimal LambdaRequest = 0.20m / 1_000_000;

    /// <summary>DynamoDB on demand, standard tables, per write request unit. Source: aws.amazon.com/dynamodb/pricing/on-demand.</summary>
    public const decimal DynamoDBWriteUnit = 0.625m / 1_000_000;

    /// <summary>DynamoDB on demand, standard tables, per read request unit. Source: aws.amazon.com/dynamodb/pricing/on-demand.</summary>
    public const decimal DynamoDBReadUnit = 0.125m / 1_000_000;

    /// <summary>API Gateway REST API, per request, first tier. Source: aws.amazon.com/api-gateway/pricing.</summary>
    public const decimal GatewayRequest = 3.50m / 1_000_000;

    /// <summary>The model's tokens, on demand. Source: Bedrock's list prices for Llama 2 Chat 13B.</summary>
    public static ModelPricing Model => LlamaModel.Llama2Chat13B.Pricing;
}
