using Shared;

namespace Chat.Tests.Identity;

/// <summary>The function that Cognito invokes before a sign-up.</summary>
public sealed class SignUpTests
{
    [Theory]
    [InlineData("ada@example.com")]
    [InlineData("Ada@EXAMPLE.ORG")]
    public async Task An_address_of_a_listed_domain_may_sign_up(string email)
    {
        await using var function = await StartAsync();

        var answer = await function.AnswerAsync(Event("PreSignUp_SignUp", email));

        Assert.Equal("PreSignUp_SignUp", answer.Text("triggerSource"));
        Assert.False(answer["response"]!["autoConfirmUser"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("ada@example.net")]
    [InlineData("ada@sub.example.com")]
    [InlineData("ada@example.com.evil.net")]
    [InlineData("ada@evil.net@example.co")]
    [InlineData("@example.com")]
    [InlineData("example.com")]
    [InlineData("")]
    public async Task Another_address_is_refused_in_words_for_the_person(string email)
    {
        await using var function = await StartAsync();

        Assert.Equal("Sign-up is for addresses of example.com, example.org.", await function.FailAsync(Event("PreSignUp_SignUp", email)));
    }

    [Theory]
    [InlineData("PreSignUp_AdminCreateUser")]
    [InlineData("PreSignUp_ExternalProvider")]
    public async Task Whom_an_administrator_or_a_directory_makes_is_let_in(string trigger)
    {
        await using var function = await StartAsync();

        Assert.Equal(trigger, (await function.AnswerAsync(Event(trigger, "ada@example.net"))).Text("triggerSource"));
    }

    private static Task<LoneFunction> StartAsync() =>
        LoneFunction.StartAsync("sign-up", new Dictionary<string, string> { ["SIGN_UP_DOMAINS"] = "example.com,example.org" });

    private static string Event(string trigger, string email) =>
        $$"""
            {
              "version": "1", "region": "us-east-1", "userPoolId": "us-east-1_AbCdEf123", "userName": "ada", "triggerSource": "{{trigger}}",
              "callerContext": { "awsSdkVersion": "aws-sdk-js-2.6.4", "clientId": "1example23456789" },
              "request": { "userAttributes": { "email": "{{email}}" }, "validationData": null },
              "response": { "autoConfirmUser": false, "autoVerifyEmail": false, "autoVerifyPhone": false }
            }
            """;
}
