using Amazon.CDK.Assertions;

namespace Infra.Tests;

/// <summary>The three ways in.</summary>
public sealed class AuthenticationTests
{
    [Fact]
    public void Users_are_made_by_an_administrator_with_strong_passwords_and_may_have_a_second_factor()
    {
        Synthesis
            .Of()
            .Template.HasResourceProperties(
                "AWS::Cognito::UserPool",
                Match.ObjectLike(
                    new Dictionary<string, object>
                    {
                        ["AdminCreateUserConfig"] = new Dictionary<string, object> { ["AllowAdminCreateUserOnly"] = true },
                        ["MfaConfiguration"] = "OPTIONAL",
                        ["EnabledMfas"] = new[] { "SOFTWARE_TOKEN_MFA" },
                        ["Policies"] = new Dictionary<string, object>
                        {
                            ["PasswordPolicy"] = new Dictionary<string, object>
                            {
                                ["MinimumLength"] = 12,
                                ["RequireLowercase"] = true,
                                ["RequireNumbers"] = true,
                                ["RequireSymbols"] = true,
                                ["RequireUppercase"] = true,
                                ["TemporaryPasswordValidityDays"] = 3,
                            },
                        },
                    }
                )
            );
        Synthesis
            .Of()
            .Template.HasResourceProperties(
                "AWS::Cognito::UserPoolClient",
                Match.ObjectLike(
                    new Dictionary<string, object>
                    {
                        ["GenerateSecret"] = false,
                        ["PreventUserExistenceErrors"] = "ENABLED",
                        ["EnableTokenRevocation"] = true,
                        ["ExplicitAuthFlows"] = new[] { "ALLOW_USER_PASSWORD_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH" },
                    }
                )
            );
    }

    [Theory]
    [InlineData("auth=iam")]
    [InlineData("auth=api-key")]
    public void There_are_users_only_with_cognito(string auth) => Synthesis.Of(auth).Template.ResourceCountIs("AWS::Cognito::UserPool", 0);

    [Theory]
    [InlineData("auth=cognito")]
    [InlineData("auth=iam")]
    public void There_are_keys_and_their_authorizer_only_with_api_key(string auth)
    {
        var template = Synthesis.Of(auth).Template;

        template.ResourceCountIs("AWS::ApiGateway::ApiKey", 0);
        template.ResourceCountIs("AWS::ApiGateway::UsagePlan", 0);
        template.ResourceCountIs("AWS::Lambda::Function", 4);
    }

    [Fact]
    public void Each_key_has_a_quota_and_a_rate_and_API_Gateway_takes_it_from_the_authorizer_uncached()
    {
        var stack = Synthesis.Of("auth=api-key", "apiKeys=alice,bob", "apiKeyDailyQuota=70", "apiKeyRate=2", "apiKeyBurst=3");

        var plan = stack.Resources("AWS::ApiGateway::UsagePlan").Single().Value["Properties"]!;
        var reader = stack.Resources("AWS::ApiGateway::Authorizer").Single().Value["Properties"]!;
        Assert.Equal(
            ["alice", "bob"],
            stack.Resources("AWS::ApiGateway::ApiKey").Values.Select(key => TemplateText.Of(key["Properties"]!["Description"]))
        );
        Assert.Equal(2, stack.Resources("AWS::ApiGateway::UsagePlanKey").Count);
        Assert.Equal(("70", "DAY"), (TemplateText.Of(plan["Quota"]!["Limit"]), TemplateText.Of(plan["Quota"]!["Period"])));
        Assert.Equal(("2", "3"), (TemplateText.Of(plan["Throttle"]!["RateLimit"]), TemplateText.Of(plan["Throttle"]!["BurstLimit"])));
        Assert.Equal(
            "AUTHORIZER",
            TemplateText.Of(stack.Resources("AWS::ApiGateway::RestApi").Single().Value["Properties"]!["ApiKeySourceType"])
        );
        Assert.Equal(("REQUEST", "0"), (TemplateText.Of(reader["Type"]), TemplateText.Of(reader["AuthorizerResultTtlInSeconds"])));
        Assert.Contains("{AuthenticationauthorizerFunction.Arn}", TemplateText.Of(reader["AuthorizerUri"]));
    }

    [Theory]
    [InlineData("auth=cognito", "-H \"Authorization: Bearer $ID_TOKEN\"", "UserPoolClientId,UserPoolId")]
    [InlineData("auth=iam", "--aws-sigv4 \"aws:amz:{AWS::Region}:execute-api\"", "InvokeArn")]
    [InlineData("auth=api-key", "-H \"x-api-key: $API_KEY\"", "ApiKeyIddefault")]
    public void The_outputs_hold_what_a_first_call_needs(string auth, string curlOptions, string outputs)
    {
        var found = Synthesis.Of(auth).Json["Outputs"]!
            .AsObject()
            .ToDictionary(output => output.Key, output => TemplateText.Of(output.Value!["Value"]));

        Assert.Equal(
            ["ApiUrl", "Curl", "DashboardUrl", "TableName", .. outputs.Split(',')],
            found.Keys.OrderBy(name => outputs.Contains(name)).ThenBy(name => name, StringComparer.Ordinal)
        );
        Assert.Contains(curlOptions, found["Curl"]);
        Assert.StartsWith("curl -s https://{ChatApiRest}.execute-api.us-east-1.", found["Curl"]);
    }
}
