using Infra.Packaging;
using Infra.Settings;

namespace Infra.Tests;

/// <summary>Settings that are written down, and what -c may not undo.</summary>
public sealed class StageFileTests : IDisposable
{
    private readonly string _repository = Directory.CreateTempSubdirectory("infra-tests").FullName;

    public StageFileTests() => Directory.CreateDirectory(Path.Combine(_repository, "stages"));

    public void Dispose() => Directory.Delete(_repository, recursive: true);

    [Fact]
    public void A_stages_settings_come_from_its_file_and_those_of_the_command_line_win()
    {
        Write("prod", """{"auth": "api-key", "apiKeys": ["alice", "bob"], "memory": 768, "dailyBudgetUsd": 2.5}""");

        var (context, _) = Merge("memory=1024");

        Assert.Equal(
            ("api-key", "alice,bob", "1024", "2.5"),
            (context["auth"], context["apiKeys"], context["memory"], context["dailyBudgetUsd"])
        );
    }

    [Fact]
    public void Another_stage_has_another_file_and_may_have_none()
    {
        Write("prod", """{"auth": "iam"}""");

        Assert.False(Merge("stage=dev").Context.ContainsKey("auth"));
    }

    [Theory]
    [InlineData("""{"auth": "api-key"}""", "auth=cognito", "auth is \"cognito\": stages/prod.json says api-key")]
    [InlineData("""{"auth": "api-key", "apiKeys": "alice,bob"}""", "apiKeys=alice", "it names bob")]
    [InlineData("""{"memory": 768}""", "retainData=false", "the data would go with the stack")]
    [InlineData("""{"memory": 768}""", "tableName=other", "another table has other data")]
    [InlineData("""{"tableName": "chat-restored"}""", "tableName=", "another table has other data")]
    [InlineData("""{"userPoolId": "us-east-1_AbCdEf123"}""", "userPoolId=us-east-1_Other1234", "another pool has other users")]
    [InlineData("""{"kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/abc"}""", "kmsKeyArn=", "not read with another")]
    public void What_would_lose_data_is_refused_unless_the_loss_is_meant(string file, string given, string expected)
    {
        Write("prod", file);

        var refused = Assert.Throws<InvalidContextException>(() => Merge(given));

        Assert.Contains(expected, refused.Message);
        Assert.Contains("allowDataLoss=true", refused.Message);
        Merge(given, "allowDataLoss=true");
    }

    [Theory]
    [InlineData("apiKeys=alice:2,bob")]
    [InlineData("apiKeys=alice,alice:2,bob,carol")]
    public void To_replace_an_owners_key_loses_nothing(string given)
    {
        Write("prod", """{"auth": "api-key", "apiKeys": "alice,bob"}""");

        Merge(given);
    }

    [Theory]
    [InlineData("{", "is no JSON object of settings")]
    [InlineData("[]", "is no JSON object of settings")]
    [InlineData("""{"stage": "dev"}""", "it has no place in stages/prod.json")]
    [InlineData("""{"allowDataLoss": true}""", "it has no place in stages/prod.json")]
    public void A_file_that_cannot_be_is_refused_in_one_line(string file, string expected)
    {
        Write("prod", file);

        Assert.Contains(expected, Assert.Throws<InvalidContextException>(() => Merge()).Message);
    }

    [Fact]
    public void A_typing_error_in_a_file_is_refused_as_on_the_command_line()
    {
        Write("prod", """{"dailyBudgetUSD": 5}""");

        Assert.Contains("the nearest is dailyBudgetUsd", Assert.Throws<InvalidContextException>(() => Merge()).Message);
    }

    [Fact]
    public void A_setting_that_a_later_deployment_could_forget_is_warned_of_unless_it_is_written_down()
    {
        Write("prod", """{"apiKeys": "alice", "auth": "api-key"}""");
        File.WriteAllText(
            Path.Combine(_repository, "cdk.json"),
            """{"context": {"kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/abc"}}"""
        );

        Assert.Empty(Bind("kmsKeyArn=arn:aws:kms:us-east-1:123456789012:key/abc").Forgettable);
        Assert.Equal(["auth", "apiKeys"], Bind("stage=dev", "auth=api-key", "apiKeys=alice").Forgettable);
    }

    [Theory]
    [InlineData("example-cognito")]
    [InlineData("example-iam")]
    [InlineData("example-api-key")]
    public void Each_sample_is_a_deployment(string stage)
    {
        var (context, written) = StageFile.Merge(new Dictionary<string, string> { ["stage"] = stage }, Repository.Root, "us-east-1");

        var settings = DeploymentSettings.Bind(context, "us-east-1", written);

        Assert.Equal(stage, settings.Stage);
        Assert.Empty(settings.Forgettable);
    }

    private void Write(string stage, string json) => File.WriteAllText(Path.Combine(_repository, "stages", $"{stage}.json"), json);

    private (IReadOnlyDictionary<string, string> Context, IReadOnlySet<string> Written) Merge(params string[] given) =>
        StageFile.Merge(Context(given), _repository, "us-east-1");

    private DeploymentSettings Bind(params string[] given)
    {
        var (context, written) = Merge(given);

        return DeploymentSettings.Bind(context, "us-east-1", written);
    }

    private static Dictionary<string, string> Context(string[] given) =>
        given.Select(value => value.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
}
