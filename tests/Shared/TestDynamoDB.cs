using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Chat.Table;
using LocalCloud.DynamoDB;
using LocalCloud.Settings;

namespace Shared;

internal static class TestDynamoDB
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<LocalDynamoDB> StartAsync(DynamoDBChoice? choice = null, int port = 0) =>
        LocalDynamoDB.StartAsync(new CloudOptions { DynamoDB = choice ?? new DynamoDBChoice.InMemory() }, port, Token);

    public static AmazonDynamoDBClient Connect(Uri url, string accessKey = "local") =>
        new(
            new BasicAWSCredentials(accessKey, "local"),
            new AmazonDynamoDBConfig
            {
                ServiceURL = url.ToString(),
                AuthenticationRegion = "us-east-1",
                MaxErrorRetry = 0,
            }
        );

    public static Task<PutItemResponse> PutAsync(this IAmazonDynamoDB client, string sk, string updatedAt, bool onlyIfNew = false) =>
        client.PutItemAsync(
            new()
            {
                TableName = "chat",
                Item = new()
                {
                    [TableSchema.Pk] = new("USER#alice"),
                    [TableSchema.Sk] = new(sk),
                    [TableSchema.UpdatedAt] = new(updatedAt),
                },
                ConditionExpression = onlyIfNew ? "attribute_not_exists(pk)" : null,
            },
            Token
        );

    /// <summary>The sort keys of alice's items, in the order of the table or of an index.</summary>
    public static async Task<IEnumerable<string>> QueryAsync(this IAmazonDynamoDB client, string? index = null, bool forward = true)
    {
        var answer = await client.QueryAsync(
            new()
            {
                TableName = "chat",
                IndexName = index,
                ScanIndexForward = forward,
                KeyConditionExpression = "pk = :pk",
                ExpressionAttributeValues = new() { [":pk"] = new("USER#alice") },
            },
            Token
        );

        return answer.Items.Select(item => item[TableSchema.Sk].S);
    }
}
