using System.Text.Json.Nodes;

namespace Infra.Tests;

/// <summary>Users who sign in by a page, or sign up, or come from a company's directory.</summary>
public sealed class SignInTests
{
    private const string Page = "callbackUrls=https://chat.example.com/,http://localhost:5173/";

    [Fact]
    public void A_page_gets_OAuths_code_with_PKCE_and_keeps_no_secret()
    {
        var stack = Synthesis.Of(Page);

        var client = Only(stack, "AWS::Cognito::UserPoolClient");
        Assert.Equal(
            ("code", "true", "false"),
            (Text(client["AllowedOAuthFlows"]), Text(client["AllowedOAuthFlowsUserPoolClient"]), Text(client["GenerateSecret"]))
        );
        Assert.Equal("openid, email, profile", Text(client["AllowedOAuthScopes"]));
        Assert.Equal("https://chat.example.com/, http://localhost:5173/", Text(client["CallbackURLs"]));
        Assert.Equal(Text(client["CallbackURLs"]), Text(client["LogoutURLs"]));
        Assert.Equal("chat-prod-{AWS::AccountId}", Text(Only(stack, "AWS::Cognito::UserPoolDomain")["Domain"]));
        Assert.Equal(
            "https://{AuthenticationSignInDomain}.auth.us-east-1.amazoncognito.com",
            TemplateText.Of(stack.Json["Outputs"]!["SignInUrl"]!["Value"])
        );
    }

    [Fact]
    public void Without_a_page_there_is_no_OAuth()
    {
        var stack = Synthesis.Of();

        Assert.Empty(stack.Resources("AWS::Cognito::UserPoolDomain"));
        Assert.Equal("false", Text(Only(stack, "AWS::Cognito::UserPoolClient")["AllowedOAuthFlowsUserPoolClient"]));
    }

    [Fact]
    public void The_page_has_the_host_and_sends_to_the_addresses_that_are_given()
    {
        var stack = Synthesis.Of(Page, "signInDomain=acme-chat", "logoutUrls=https://example.com/bye");

        Assert.Equal("acme-chat", Text(Only(stack, "AWS::Cognito::UserPoolDomain")["Domain"]));
        Assert.Equal("https://example.com/bye", Text(Only(stack, "AWS::Cognito::UserPoolClient")["LogoutURLs"]));
    }

    [Fact]
    public void Self_sign_up_is_limited_to_domains_by_a_function_that_may_do_nothing_else()
    {
        var stack = Synthesis.Of("signUpDomains=example.com,example.org", "packaging=native");

        var pool = Only(stack, "AWS::Cognito::UserPool");
        Assert.Equal(
            ("false", "email"),
            (Text(pool["AdminCreateUserConfig"]!["AllowAdminCreateUserOnly"]), Text(pool["AutoVerifiedAttributes"]))
        );
        Assert.Equal("{AuthenticationUserPoolsignupFunction.Arn}", Text(pool["LambdaConfig"]!["PreSignUp"]));
        Assert.Equal(new Dictionary<string, string> { ["SIGN_UP_DOMAINS"] = "example.com,example.org" }, stack.Environment("signup"));
        Assert.Equal("sign-up", Text(stack.Function("signup")["Handler"]));
    }

    [Fact]
    public void People_of_a_companys_directory_sign_in_by_SAML()
    {
        var stack = Synthesis.Of(Page, "identityProvider=saml:https://idp.example.com/metadata.xml");

        var provider = Only(stack, "AWS::Cognito::UserPoolIdentityProvider");
        Assert.Equal(
            ("SAML", "https://idp.example.com/metadata.xml"),
            (Text(provider["ProviderType"]), Text(provider["ProviderDetails"]!["MetadataURL"]))
        );
        Assert.Equal("COGNITO, Directory", Text(Only(stack, "AWS::Cognito::UserPoolClient")["SupportedIdentityProviders"]));
    }

    [Fact]
    public void People_of_a_companys_directory_sign_in_by_OpenID_Connect_whose_secret_is_in_no_template()
    {
        var stack = Synthesis.Of(
            Page,
            "identityProvider=oidc:https://idp.example.com",
            "identityProviderClientId=chat",
            "identityProviderSecretArn=arn:aws:secretsmanager:us-east-1:123456789012:secret:idp-AbCdEf"
        );

        var details = Only(stack, "AWS::Cognito::UserPoolIdentityProvider")["ProviderDetails"]!;
        Assert.Equal(("https://idp.example.com", "chat"), (Text(details["oidc_issuer"]), Text(details["client_id"])));
        Assert.Equal(
            "{{resolve:secretsmanager:arn:aws:secretsmanager:us-east-1:123456789012:secret:idp-AbCdEf:SecretString}}",
            Text(details["client_secret"])
        );
    }

    private static JsonNode Only(Synthesis stack, string type) => stack.Resources(type).Single().Value["Properties"]!;

    private static string Text(JsonNode? value) => TemplateText.Of(value);
}
