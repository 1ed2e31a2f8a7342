using Chat.Hosting;
using Chat.Tests.Identity;
using LocalCloud.Lambda;
using Shared;

namespace Chat.Tests.Configuration;

public class FunctionNameTests
{
    [Fact]
    public async Task Where_the_handler_names_the_assembly_CHAT_FUNCTION_names_the_function()
    {
        await using var authorizer = await AuthorizerFunction.StartAsync("CHAT_FUNCTION");

        var answer = await authorizer.AnswerAsync(("x-api-key", "apikey1234abcdefghij0123456789"));

        Assert.Equal("Allow", answer["policyDocument"]!["Statement"]![0]!.Text("Effect"));
    }

    [Theory]
    [InlineData("bootstrap", "messages", "messages")]
    [InlineData("completions", "authorizer", "authorizer")]
    [InlineData("completions", "", "completions")]
    [InlineData("completions", null, "completions")]
    [InlineData(null, null, null)]
    public void CHAT_FUNCTION_goes_before_the_handler_where_it_is_set(string? handler, string? function, string? name) =>
        Assert.Equal(name, FunctionName.Of(Environment(handler, function)).Name);

    [Theory]
    [InlineData(
        null,
        null,
        "_HANDLER is not set; expected completions, conversations, messages, admin, authorizer, expiry or sign-up, or one of these in CHAT_FUNCTION."
    )]
    [InlineData(
        "bootstrap",
        null,
        "_HANDLER is \"bootstrap\"; expected completions, conversations, messages, admin, authorizer, expiry or sign-up, or one of these in CHAT_FUNCTION."
    )]
    [InlineData(
        "completions",
        "chat",
        "CHAT_FUNCTION is \"chat\"; expected completions, conversations, messages, admin, authorizer, expiry or sign-up."
    )]
    public async Task An_unknown_name_is_an_init_error_that_names_the_variable(string? handler, string? function, string expected)
    {
        await using var instance = await Instance.StartAsync(
            "unknown",
            (api, stop) =>
                FunctionHost.RunAsync(
                    new Dictionary<string, string>(Environment(handler, function)) { ["AWS_LAMBDA_RUNTIME_API"] = api },
                    terminated: stop
                )
        );
        PendingInvocation invocation = new("one", "{}"u8.ToArray(), "Root=1", DateTimeOffset.UtcNow.AddMinutes(1));

        await instance.RunAsync(invocation);

        var failed = Assert.IsType<FunctionResponse.Failed>(await invocation.Response);
        Assert.Equal("InvalidConfigurationException", failed.Error.Type);
        Assert.Equal(expected, Answers.Parse(failed.Error.Body).Text("errorMessage"));
    }

    private static Dictionary<string, string> Environment(string? handler, string? function)
    {
        Dictionary<string, string> environment = [];
        if (handler is not null)
        {
            environment["_HANDLER"] = handler;
        }

        if (function is not null)
        {
            environment["CHAT_FUNCTION"] = function;
        }

        return environment;
    }
}
