using Infra.Settings;

namespace Infra.Tests;

/// <summary>The context as the CLI hands it over.</summary>
public sealed class CdkContextTests
{
    [Fact]
    public void Values_of_every_kind_arrive_as_text()
    {
        const string Json = """{"stage":"dev","memory":512,"retainData":false,"monitoring":true,"apiKeys":["alice","bob"],"auth":null}""";

        var values = CdkContext.Read(name => name == "CDK_CONTEXT_JSON" ? Json : null);

        Assert.Equal(
            ("dev", "512", "false", "true", "alice,bob", ""),
            (values["stage"], values["memory"], values["retainData"], values["monitoring"], values["apiKeys"], values["auth"])
        );
    }

    [Fact]
    public void What_did_not_fit_the_environment_is_read_from_its_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, """{"systemPrompt":"long"}""");

        var values = CdkContext.Read(name => name == "CDK_CONTEXT_JSON" ? """{"stage":"dev"}""" : file);
        File.Delete(file);

        Assert.Equal(("dev", "long"), (values["stage"], values["systemPrompt"]));
    }

    [Fact]
    public void Without_the_CLI_there_is_no_context() => Assert.Empty(CdkContext.Read(_ => null));
}
