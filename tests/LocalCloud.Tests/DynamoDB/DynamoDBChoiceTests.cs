using LocalCloud.Settings;
using Shared;

namespace LocalCloud.Tests.DynamoDB;

public sealed class DynamoDBChoiceTests
{
    private static readonly Uri _url = new("http://127.0.0.1:8000/");

    [Fact]
    public void Data_are_kept_in_the_repository_unless_the_options_say_otherwise()
    {
        Assert.Equal(new DynamoDBChoice.InFolder(Path.Combine(Repository.Root, ".local", "dynamodb")), DynamoDBChoice.Parse(null, null));
        Assert.Equal(new DynamoDBChoice.InFolder("/var/data/dynamodb"), DynamoDBChoice.Parse("/var/data", null));
        Assert.Equal(new DynamoDBChoice.InMemory(), DynamoDBChoice.Parse("memory", null));
        Assert.Equal(new DynamoDBChoice.Endpoint(_url), DynamoDBChoice.Parse("memory", "http://127.0.0.1:8000"));
    }

    [Theory]
    [InlineData("aws")]
    [InlineData("ftp://127.0.0.1")]
    public void An_endpoint_is_a_url(string endpoint)
    {
        var refused = Assert.Throws<UsageException>(() => DynamoDBChoice.Parse(null, endpoint));

        Assert.Equal($"--dynamodb is \"{endpoint}\"; expected an http(s) URL.", refused.Message);
    }

    [Fact]
    public void Functions_of_the_emulator_get_the_table_its_endpoint_and_local_credentials()
    {
        CloudOptions options = new() { Environment = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "own" } };

        var variables = LocalFunctionEnvironment.Of(options, "conversations", "conversations-1", new("http://127.0.0.1:3001"), _url);

        Assert.Equal("chat", variables["CHAT_TABLE"]);
        Assert.Equal("http://127.0.0.1:8000/", variables["AWS_ENDPOINT_URL_DYNAMODB"]);
        Assert.Equal("local", variables["AWS_ACCESS_KEY_ID"]);
    }

    [Fact]
    public void Functions_of_the_real_Bedrock_keep_their_callers_credentials_and_an_endpoint_for_DynamoDB_only()
    {
        CloudOptions options = new()
        {
            Bedrock = new BedrockChoice.Aws(),
            Environment = new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = "own",
                ["AWS_ENDPOINT_URL_DYNAMODB"] = "https://elsewhere.example.com",
                ["CHAT_TABLE"] = "mine",
            },
        };

        var variables = LocalFunctionEnvironment.Of(options, "conversations", "conversations-1", bedrock: null, _url);

        Assert.Equal("mine", variables["CHAT_TABLE"]);
        Assert.Equal("http://127.0.0.1:8000/", variables["AWS_ENDPOINT_URL_DYNAMODB"]);
        Assert.Equal("own", variables["AWS_ACCESS_KEY_ID"]);
        Assert.DoesNotContain("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", variables.Keys);
    }
}
