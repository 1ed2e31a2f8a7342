using Chat.Aws;
using Chat.Configuration;
using Llama;
using Shared;

namespace Chat.Tests.Regions;

/// <summary>An answer that is cut off, wherever: retries of the SDK and ours never multiply.</summary>
/// <remarks>
/// Without other tests beside them: a connection that does not get a processor for 3.1 seconds counts as one that could not be made, and
/// the next region is called.
/// </remarks>
[CollectionDefinition(nameof(CutAnswerTests), DisableParallelization = true)]
[Collection(nameof(CutAnswerTests))]
public class CutAnswerTests
{
    private static readonly byte[] _answer =
    [
        .. """{"generation":"yes","prompt_token_count":3,"generation_token_count":1,"stop_reason":"stop"}"""u8,
    ];

    // The first bytes of an event of 92 bytes.
    private static readonly byte[] _event = [0, 0, 0, 92, 0, 0, 0, 0, .. new byte[84]];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<CutPoint, bool> Cuts => new([CutPoint.BeforeHead, CutPoint.InHead, CutPoint.InBody], [false, true]);

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_buffered_answer_is_requested_four_times_at_most(CutPoint cut, bool resets)
    {
        await using KeepAliveServer server = new((_, _) => cut, _answer, resets);
        ModelCalls calls = new();

        await Assert.ThrowsAnyAsync<LlamaException>(() =>
            Bedrock(server).InvokeAsync(Dialog, InferenceParameters.Default, [], _ => null, calls, Token)
        );

        Assert.Equal((4, 4, 4), (server.Requests, calls.Made, calls.Unsettled));
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task A_stream_is_requested_four_times_at_most(CutPoint cut, bool resets)
    {
        await using KeepAliveServer server = new((_, _) => cut, _event, resets, "application/vnd.amazon.eventstream");
        ModelCalls calls = new();

        await Assert.ThrowsAnyAsync<LlamaException>(async () =>
            await Bedrock(server).StreamAsync(Dialog, InferenceParameters.Default, [], _ => null, calls, Token).ToListAsync(Token)
        );

        Assert.Equal((4, 4, 4), (server.Requests, calls.Made, calls.Unsettled));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_breaks_after_the_body_is_not_noticed(bool resets)
    {
        await using KeepAliveServer server = new((_, _) => CutPoint.AfterBody, _answer, resets);
        ModelCalls calls = new();

        var answer = await Bedrock(server).InvokeAsync(Dialog, InferenceParameters.Default, [], _ => null, calls, Token);

        Assert.Equal(("yes", Connection.East), (answer.Text, answer.Region));
        Assert.Equal((1, 1, 0), (server.Requests, calls.Made, calls.Unsettled));
    }

    [Theory]
    [InlineData("""{"generation":"yes"}""")]
    [InlineData("""{"generation":1,"prompt_token_count":3}""")]
    [InlineData("no JSON")]
    public async Task An_answer_without_counts_is_of_unknown_cost(string body)
    {
        await using KeepAliveServer server = new((_, _) => CutPoint.None, System.Text.Encoding.UTF8.GetBytes(body), resets: false);
        ModelCalls calls = new();

        await Record.ExceptionAsync(() => Bedrock(server).InvokeAsync(Dialog, InferenceParameters.Default, [], _ => null, calls, Token));

        Assert.Equal((1, 1), (calls.Made, calls.Unsettled));
    }

    [Fact]
    public async Task A_connection_that_cannot_be_made_costs_nothing()
    {
        KeepAliveServer server = new((_, _) => CutPoint.None, _answer, resets: false);
        var bedrock = Bedrock(server);
        await server.DisposeAsync();
        ModelCalls calls = new();

        await Assert.ThrowsAnyAsync<LlamaException>(() =>
            bedrock.InvokeAsync(Dialog, InferenceParameters.Default, [], _ => null, calls, Token)
        );

        Assert.Equal((4, 0), (calls.Made, calls.Unsettled));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Connections_that_die_take_no_request_to_another_region(bool resets, bool withSecondRegionFirst)
    {
        await using KeepAliveServer server = new((_, request) => request == 2 ? CutPoint.BeforeHead : CutPoint.None, _answer, resets);
        string[] regions = withSecondRegionFirst ? [Connection.West, Connection.East] : [Connection.East, Connection.West];
        var bedrock = Bedrock(server, regions);
        List<string?> served = [];

        for (var i = 0; i < 20; i++)
        {
            ModelCalls calls = new();
            served.Add((await bedrock.InvokeAsync(Dialog, InferenceParameters.Default, [], _ => null, calls, Token)).Region);
            Assert.Equal((1, 0), (calls.Made, calls.Unsettled));
        }

        Assert.Equal(Enumerable.Repeat(regions[0], 20), served);
        Assert.Equal(0, bedrock.Llama.CircuitsOpen);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Retrieve_is_called_twice_at_most(CutPoint cut, bool resets)
    {
        await using KeepAliveServer server = new((_, _) => cut, [.. """{"retrievalResults":[]}"""u8], resets);
        KnowledgeBaseConnection knowledge = new(Environment(server));

        await Assert.ThrowsAnyAsync<Exception>(() =>
            knowledge.Client.RetrieveAsync(
                new()
                {
                    KnowledgeBaseId = "KB12345678",
                    RetrievalQuery = new() { Text = "q" },
                },
                Token
            )
        );

        Assert.Equal(1 + KnowledgeBaseConnection.MaxRetries, server.Requests);
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task DynamoDB_is_called_four_times_at_most(CutPoint cut, bool resets)
    {
        await using KeepAliveServer server = new((_, _) => cut, [.. "{}"u8], resets, "application/x-amz-json-1.0");
        using var dynamo = DynamoConnection.Open(Environment(server));

        await Assert.ThrowsAnyAsync<Exception>(() =>
            dynamo.PutItemAsync(
                new()
                {
                    TableName = "t",
                    Item = new() { ["pk"] = new() { S = "x" } },
                },
                Token
            )
        );

        Assert.Equal(4, server.Requests);
    }

    private static Dialog Dialog => new(null, [new("echo: here")]);

    private static BedrockConnection Bedrock(KeepAliveServer server, params string[] regions)
    {
        var environment = Environment(server);
        environment["MODEL_REGIONS"] = string.Join(',', regions is { Length: > 0 } ? regions : [Connection.East, Connection.West]);

        return new(environment, ChatSettings.Bind(environment), HurriedTime.Pauses);
    }

    private static Dictionary<string, string> Environment(KeepAliveServer server) =>
        new()
        {
            ["AWS_ENDPOINT_URL_BEDROCK_RUNTIME"] = server.Url.ToString(),
            ["AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME"] = server.Url.ToString(),
            ["AWS_ENDPOINT_URL_DYNAMODB"] = server.Url.ToString(),
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
        };
}
