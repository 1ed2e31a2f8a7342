using LocalCloud.Bedrock.Faults;
using LocalCloud.Tests.Bedrock;

namespace LocalCloud.Tests.Knowledge;

public sealed class RetrieveTests
{
    [Fact]
    public async Task A_result_has_what_Bedrocks_has()
    {
        await using var folder = await TestFolder.StartAsync(("guides/a.md", "# Guide\n\nApples are red."));

        var found = await folder.FindAsync("What colour are apples?");

        var result = Assert.Single(found["retrievalResults"]!.AsArray())!;
        Assert.Equal("""{"type":"TEXT","text":"# Guide\n\nApples are red."}""", result["content"]!.ToJsonString());
        Assert.Equal("""{"type":"CUSTOM","customDocumentLocation":{"id":"guides/a.md"}}""", result["location"]!.ToJsonString());
        Assert.InRange((double)result["score"]!, 0.01, 1);
        var metadata = result["metadata"]!;
        Assert.Equal(
            ("guides/a.md", "a.md", "guides"),
            ((string?)metadata["x-amz-bedrock-kb-source-uri"], (string?)metadata["file_name"], (string?)metadata["folder"])
        );
        Assert.InRange(
            (long)metadata["modified"]!,
            DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds(),
            DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()
        );
        Assert.Null(found["nextToken"]);
    }

    [Fact]
    public async Task Results_come_in_pages_each_once_and_best_first()
    {
        await using var folder = await TestFolder.StartAsync([
            .. Enumerable.Range(1, 7).Select(n => ($"{n}.md", string.Concat(Enumerable.Repeat("apple pear ", n)) + "plum")),
        ]);
        List<string> files = [];
        List<double> scores = [];
        var next = "";
        List<int> pages = [];
        do
        {
            var (_, _, body) = await folder.PostAsync(TestFolder.Body("apple", "\"numberOfResults\":3")[..^1] + next + "}");
            pages.Add(body["retrievalResults"]!.AsArray().Count);
            files.AddRange(body["retrievalResults"]!.AsArray().Select(TestFolder.FileOf));
            scores.AddRange(body["retrievalResults"]!.AsArray().Select(result => (double)result!["score"]!));
            next = body["nextToken"] is { } token ? $",\"nextToken\":{token.ToJsonString()}" : "";
        } while (next.Length > 0);

        Assert.Equal([3, 3, 1], pages);
        Assert.Equal(7, files.Distinct().Count());
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public async Task Five_results_by_default()
    {
        await using var folder = await TestFolder.StartAsync([.. Enumerable.Range(1, 7).Select(n => ($"{n}.md", "apple"))]);

        Assert.Equal(5, (await folder.FilesAsync("apple")).Count);
    }

    [Theory]
    [InlineData("""{"equals":{"key":"file_name","value":"a.md"}}""", "a")]
    [InlineData("""{"equals":{"key":"year","value":2024}}""", "a")]
    [InlineData("""{"equals":{"key":"year","value":"2024"}}""", "")]
    [InlineData("""{"equals":{"key":"draft","value":true}}""", "b")]
    [InlineData("""{"notEquals":{"key":"year","value":2024}}""", "b c")]
    [InlineData("""{"greaterThan":{"key":"year","value":2024}}""", "b")]
    [InlineData("""{"greaterThanOrEquals":{"key":"year","value":2024}}""", "a b")]
    [InlineData("""{"lessThan":{"key":"year","value":2025.5}}""", "a b")]
    [InlineData("""{"lessThanOrEquals":{"key":"year","value":2024}}""", "a")]
    [InlineData("""{"greaterThan":{"key":"modified","value":1000000000}}""", "a b c")]
    [InlineData("""{"in":{"key":"kind","value":["guide","other"]}}""", "a")]
    [InlineData("""{"notIn":{"key":"kind","value":["guide"]}}""", "b c")]
    [InlineData("""{"startsWith":{"key":"x-amz-bedrock-kb-source-uri","value":"sub/"}}""", "c")]
    [InlineData("""{"stringContains":{"key":"kind","value":"uid"}}""", "a")]
    [InlineData("""{"stringContains":{"key":"tags","value":"re"}}""", "a b")]
    [InlineData("""{"listContains":{"key":"tags","value":"red"}}""", "a")]
    [InlineData("""{"andAll":[{"equals":{"key":"year","value":2025}},{"equals":{"key":"draft","value":true}}]}""", "b")]
    [InlineData("""{"andAll":[{"equals":{"key":"year","value":2024}},{"equals":{"key":"draft","value":true}}]}""", "")]
    [InlineData("""{"orAll":[{"equals":{"key":"year","value":2024}},{"startsWith":{"key":"folder","value":"sub"}}]}""", "a c")]
    public async Task Filters_are_really_evaluated(string filter, string expected)
    {
        await using var folder = await TestFolder.StartAsync(
            ("a.md", "apple"),
            ("a.md.metadata.json", """{"metadataAttributes":{"year":2024,"kind":"guide","tags":["red","sweet"]}}"""),
            ("b.md", "apple"),
            ("b.md.metadata.json", """{"metadataAttributes":{"year":2025,"draft":true,"tags":["green"]}}"""),
            ("sub/c.txt", "apple"),
            ("sub/c.txt.metadata.json", "no json")
        );

        var files = await folder.FilesAsync("apple", $"\"filter\":{filter}");

        Assert.Equal(expected, string.Join(' ', files.Select(file => Path.GetFileNameWithoutExtension(file)).Order()));
    }

    [Theory]
    [InlineData("no json", "not valid JSON")]
    [InlineData("[]", "must be a JSON object")]
    [InlineData("{}", "retrievalQuery.text")]
    [InlineData("""{"retrievalQuery":{"text":""}}""", "1 to 20000")]
    [InlineData("""{"retrievalQuery":{"text":7}}""", "retrievalQuery.text")]
    [InlineData("""{"retrievalQuery":{"text":"q"},"nextToken":"guess"}""", "nextToken")]
    [InlineData("""{"retrievalQuery":{"text":"q"},"nextToken":7}""", "nextToken")]
    [InlineData(
        """{"retrievalQuery":{"text":"q"},"retrievalConfiguration":{"vectorSearchConfiguration":{"numberOfResults":0}}}""",
        "1 to 100"
    )]
    [InlineData(
        """{"retrievalQuery":{"text":"q"},"retrievalConfiguration":{"vectorSearchConfiguration":{"numberOfResults":101}}}""",
        "1 to 100"
    )]
    [InlineData(
        """{"retrievalQuery":{"text":"q"},"retrievalConfiguration":{"vectorSearchConfiguration":{"overrideSearchType":"KEYWORD"}}}""",
        "HYBRID or SEMANTIC"
    )]
    [InlineData(
        """{"retrievalQuery":{"text":"q"},"retrievalConfiguration":{"vectorSearchConfiguration":{"filter":{}}}}""",
        "exactly one operator"
    )]
    [InlineData(
        """{"retrievalQuery":{"text":"q"},"retrievalConfiguration":{"vectorSearchConfiguration":{"filter":{"like":{"key":"k","value":1}}}}}""",
        "'like' is no operator"
    )]
    [InlineData(
        """{"retrievalQuery":{"text":"q"},"retrievalConfiguration":{"vectorSearchConfiguration":{"filter":{"in":{"key":"k","value":1}}}}}""",
        "of type Array"
    )]
    [InlineData(
        """{"retrievalQuery":{"text":"q"},"retrievalConfiguration":{"vectorSearchConfiguration":{"filter":{"andAll":[]}}}}""",
        "at least two"
    )]
    public async Task A_bad_request_is_a_validation_exception_that_says_why(string body, string expected)
    {
        await using var folder = await TestFolder.StartAsync();

        var (status, error, answer) = await folder.PostAsync(body);

        Assert.Equal((400, "ValidationException"), (status, error));
        Assert.Contains(expected, (string?)answer["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_knowledge_base_is_not_found_and_nor_is_any_without_a_folder()
    {
        await using var folder = await TestFolder.StartAsync();
        await using var without = await TestEmulator.StartAsync();
        using SignedClient client = new(without.Url);

        var (status, error, _) = await folder.PostAsync(TestFolder.Body("q"), id: "OTHER");
        using var response = await client.RetrieveAsync(TestFolder.Body("q"));

        Assert.Equal((404, "ResourceNotFoundException", 404), (status, error, (int)response.StatusCode));
    }

    [Fact]
    public async Task A_wrong_signature_is_refused()
    {
        await using var folder = await TestFolder.StartAsync();
        using SignedClient client = new(folder.Emulator.Url) { SecretKey = "guessed" };

        using var response = await client.RetrieveAsync(TestFolder.Body("q"));

        Assert.Equal(403, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(nameof(FaultKind.Throttle), 429, "ThrottlingException")]
    [InlineData(nameof(FaultKind.AccessDenied), 403, "AccessDeniedException")]
    [InlineData(nameof(FaultKind.Unavailable), 502, "BadGatewayException")]
    [InlineData(nameof(FaultKind.Internal), 500, "InternalServerException")]
    [InlineData(nameof(FaultKind.ModelError), 424, "DependencyFailedException")]
    public async Task A_fault_of_Retrieve_strikes_it_and_not_the_model(string fault, int status, string type)
    {
        await using var folder = await TestFolder.StartAsync(("a.md", "apple"));
        using SignedClient client = new(folder.Emulator.Url);
        folder.Emulator.Faults.Add(
            new()
            {
                Fault = Enum.Parse<FaultKind>(fault),
                Operation = "Retrieve",
                WhenPromptContains = "apple",
            }
        );

        var struck = await folder.PostAsync(TestFolder.Body("apple"));
        var spared = await folder.PostAsync(TestFolder.Body("pear"));
        using var model = await client.InvokeAsync(SignedClient.Body("apple"));

        Assert.Equal((status, type), (struck.Status, struck.Error));
        Assert.Equal((200, 200), (spared.Status, (int)model.StatusCode));
    }

    [Fact]
    public async Task A_fault_that_names_no_operation_is_the_models()
    {
        await using var folder = await TestFolder.StartAsync(("a.md", "apple"));
        folder.Emulator.Faults.Add(new() { Fault = FaultKind.Throttle, Times = 1 });

        var (status, _, _) = await folder.PostAsync(TestFolder.Body("apple"));

        Assert.Equal(200, status);
        Assert.Single(folder.Emulator.Faults.All);
    }

    [Fact]
    public async Task A_slow_Retrieve_answers_in_the_end()
    {
        await using var folder = await TestFolder.StartAsync(("a.md", "apple"));
        folder.Emulator.Faults.Add(
            new()
            {
                Fault = FaultKind.SlowFirstToken,
                Operation = "Retrieve",
                DelayMs = 20,
            }
        );

        Assert.Equal(["a.md"], await folder.FilesAsync("apple"));
        Assert.Equal(FaultKind.SlowFirstToken, Assert.Single(folder.Emulator.Journal.Invocations).Fault);
    }

    [Fact]
    public void A_fault_that_Retrieve_does_not_have_is_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() =>
            new FaultRules().Add(new() { Fault = FaultKind.EndOfLife, Operation = "Retrieve" })
        );

        Assert.Contains("throttle, access_denied, unavailable", refused.Message, StringComparison.Ordinal);
    }
}
