using System.Text;
using Chat.Http;

namespace Chat.Tests.Identity;

public class CallerTests
{
    private const string Cognito = """ "authorizer": { "claims": { "sub": "ada", "email": "ada@example.com" } } """;
    private const string OurAuthorizer = """ "authorizer": { "principalId": "api-key-holder", "integrationLatency": 3 } """;
    private const string AnotherAuthorizer = """ "authorizer": { "principalId": "customer-7", "integrationLatency": 3 } """;
    private const string Role = "AROAEXAMPLEROLEID1234";
    private const string User = "AIDAEXAMPLEUSERID1234";

    [Theory]
    [InlineData(Cognito, "ada")]
    [InlineData(AnotherAuthorizer, "customer-7")]
    [InlineData(
        $$""" "identity": { "caller": "{{Role}}:i-0abc", "user": "{{Role}}:i-0abc", "userArn": "arn:aws:sts::123456789012:assumed-role/frontend/i-0abc" } """,
        Role
    )]
    [InlineData($$""" "identity": { "caller": "{{User}}", "user": "{{User}}", "userArn": "arn:aws:iam::123456789012:user/ada" } """, User)]
    [InlineData($$""" "identity": { "caller": null, "user": "{{User}}" } """, User)]
    [InlineData(""" "identity": { "caller": "123456789012", "userArn": "arn:aws:iam::123456789012:root" } """, "123456789012")]
    [InlineData($$""" {{OurAuthorizer}}, "identity": { "apiKey": "secret", "apiKeyId": "a1b2c3d4e5" } """, "a1b2c3d4e5")]
    public void Each_way_to_sign_in_has_its_owner(string context, string owner) => Assert.Equal(owner, Owner(context));

    [Theory]
    [InlineData("a1b2c3d4e5", "alice")]
    [InlineData("f6g7h8i9j0", "alice")]
    [InlineData("k1l2m3n4o5", "bob")]
    [InlineData("0000000000", "0000000000")]
    public void A_key_belongs_to_the_owner_it_is_listed_under_and_otherwise_to_itself(string keyId, string owner) =>
        Assert.Equal(
            owner,
            Owner(
                $$""" {{OurAuthorizer}}, "identity": { "apiKeyId": "{{keyId}}" } """,
                new()
                {
                    ["a1b2c3d4e5"] = "alice",
                    ["f6g7h8i9j0"] = "alice",
                    ["k1l2m3n4o5"] = "bob",
                }
            )
        );

    [Fact]
    public void A_role_is_one_owner_whatever_its_sessions_are_called()
    {
        static string Session(string name) =>
            $$""" "identity": { "caller": "{{Role}}:{{name}}", "userArn": "arn:aws:sts::123456789012:assumed-role/frontend/{{name}}" } """;

        Assert.Equal((Role, Role), (Owner(Session("monday")), Owner(Session("tuesday"))));
    }

    [Theory]
    [InlineData(""" "identity": { "caller": "123456789012:bob", "userArn": "arn:aws:sts::123456789012:federated-user/bob" } """)]
    [InlineData(""" "identity": { "userArn": "arn:aws:sts::123456789012:assumed-role/frontend/i-0abc" } """)]
    public void A_name_that_its_holder_can_choose_is_no_owner(string context) => Assert.Null(Owner(context));

    [Fact]
    public void A_checked_key_is_the_owner_whatever_the_authorizer_calls_its_holder() =>
        Assert.Equal("a1b2c3d4e5", Owner($$""" {{AnotherAuthorizer}}, "identity": { "apiKeyId": "a1b2c3d4e5" } """));

    [Theory]
    [InlineData(OurAuthorizer)]
    [InlineData($$""" {{OurAuthorizer}}, "identity": { "apiKey": "secret", "apiKeyId": null } """)]
    [InlineData($$""" {{OurAuthorizer}}, "identity": { "apiKey": "secret", "apiKeyId": "" } """)]
    public void Without_a_checked_key_the_authorizers_principal_is_no_owner(string context) => Assert.Null(Owner(context));

    [Theory]
    [InlineData(Cognito, "ada")]
    [InlineData(AnotherAuthorizer, "customer-7")]
    [InlineData(null, null)]
    public void A_key_on_a_route_without_keys_makes_no_owner(string? authorizer, string? owner) =>
        Assert.Equal(
            owner,
            Owner($$""" {{(authorizer is null ? "" : authorizer + ",")}} "identity": { "apiKey": "anything-at-all", "apiKeyId": null } """)
        );

    [Fact]
    public void An_IAM_caller_stays_the_owner_with_any_key_in_a_header() =>
        Assert.Equal(User, Owner($$""" "identity": { "caller": "{{User}}", "apiKey": "anything-at-all", "apiKeyId": null } """));

    [Theory]
    [InlineData(Cognito, "null", "ada")]
    [InlineData(null, $"\"{User}\"", User)]
    public void A_key_on_top_for_a_usage_plan_does_not_make_one_owner_of_many(string? authorizer, string caller, string owner) =>
        Assert.Equal(
            owner,
            Owner($$""" {{(authorizer is null ? "" : authorizer + ",")}} "identity": { "caller": {{caller}}, "apiKeyId": "a1b2c3d4e5" } """)
        );

    [Fact]
    public void Those_who_share_an_identity_pools_role_are_different_owners()
    {
        static string Identity(string id) =>
            $$""" "identity": { "cognitoIdentityId": "us-east-1:{{id}}", "caller": "{{Role}}:CognitoIdentityCredentials" } """;

        Assert.Equal(("us-east-1:1", "us-east-1:2"), (Owner(Identity("1")), Owner(Identity("2"))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(""" "identity": null, "authorizer": null """)]
    [InlineData(""" "authorizer": { "claims": { "sub": " " }, "principalId": "" }, "identity": { "caller": " ", "user": "" } """)]
    public void Without_anything_there_is_no_owner(string? context) => Assert.Null(Owner(context));

    private static string? Owner(string? context, Dictionary<string, string>? keyOwners = null)
    {
        using MemoryStream json = new(Encoding.UTF8.GetBytes(context is null ? "{}" : $$"""{ "requestContext": { {{context}} } }"""));

        return Caller.Of(ProxyEvent.Read(json).RequestContext, keyOwners ?? []);
    }
}
