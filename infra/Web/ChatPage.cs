using Amazon.CDK;
using Amazon.CDK.AWS.CloudFront;
using Amazon.CDK.AWS.CloudFront.Origins;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.S3.Deployment;
using Constructs;
using Infra.Api;
using Infra.Authentication;
using Infra.Packaging;
using Infra.Settings;

namespace Infra.Web;

/// <summary>
/// The chat page: the files of src/Web in a bucket that only CloudFront can read, with a policy that limits the page to its API and its
/// sign-in, and a config.json with their URLs.
/// </summary>
internal sealed class ChatPage : Construct
{
    private readonly Bucket _files;
    private readonly ResponseHeadersPolicy _headers;
    private readonly Distribution _distribution;

    public ChatPage(Construct scope)
        : base(scope, "ChatPage")
    {
        _files = new(
            this,
            "Files",
            new BucketProps
            {
                BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
                Encryption = BucketEncryption.S3_MANAGED,
                EnforceSSL = true,

                // The bucket contains nothing that is not in the repository.
                RemovalPolicy = RemovalPolicy.DESTROY,
            }
        );
        _headers = new(
            this,
            "Headers",
            new ResponseHeadersPolicyProps { SecurityHeadersBehavior = Security(), CustomHeadersBehavior = Isolation() }
        );
        _distribution = new(
            this,
            "Distribution",
            new DistributionProps
            {
                Comment = $"Chat page of {Stack.Of(this).StackName}",
                DefaultRootObject = "index.html",
                DefaultBehavior = new BehaviorOptions
                {
                    Origin = S3BucketOrigin.WithOriginAccessControl(_files),
                    ViewerProtocolPolicy = ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
                    CachePolicy = CachePolicy.CACHING_OPTIMIZED,
                    ResponseHeadersPolicy = _headers,
                    Compress = true,
                },
                HttpVersion = HttpVersion.HTTP2_AND_3,
                PriceClass = PriceClass.PRICE_CLASS_100,
            }
        );
    }

    /// <summary>The page's URL: an origin that the API has to allow, and the target of the sign-in's redirect.</summary>
    public string Origin => $"https://{_distribution.DistributionDomainName}";

    public string Url => $"{Origin}/";

    private static string Folder => Path.Combine(Repository.Root, "src", "Web");

    /// <summary>The settings with what the page needs: its origin allowed, and the sign-in redirecting to it.</summary>
    public DeploymentSettings Join(DeploymentSettings settings) =>
        settings with
        {
            AllowedOrigins = settings.AllowedOrigins.Contains("*") ? settings.AllowedOrigins : [.. settings.AllowedOrigins, Origin],
            Authentication = settings.Authentication is AuthenticationSettings.Cognito { Users: var users }
                ? new AuthenticationSettings.Cognito(
                    users with
                    {
                        CallbackUrls = [.. users.CallbackUrls, Url],
                        LogoutUrls = [.. users.LogoutUrls, Url],
                    }
                )
                : settings.Authentication,
        };

    /// <summary>Uploads the page, with the URLs that it calls.</summary>
    public void Complete(ChatApi api, SignIn signIn, bool hasKnowledge)
    {
        // The headers are created before the API, whose functions depend on the page's URL. So they contain only the API's host, which
        // does not depend on the functions.
        ((CfnResponseHeadersPolicy)_headers.Node.DefaultChild!).AddPropertyOverride(
            "ResponseHeadersPolicyConfig.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy",
            ContentSecurityPolicy.Of(Folder, api.Origin, signIn.Url)
        );

        if (!File.Exists(Path.Combine(Folder, "vendor", "marked.js")))
        {
            Annotations.Of(this).AddError("The page's libraries are not there: run npm ci in the repository's folder first.");
        }

        _ = new BucketDeployment(
            this,
            "Upload",
            new BucketDeploymentProps
            {
                DestinationBucket = _files,
                Sources =
                [
                    Source.Asset(Folder, new Amazon.CDK.AWS.S3.Assets.AssetOptions { Exclude = ["*.mjs", "*.txt"] }),
                    Source.JsonData("config.json", Config(api, signIn, hasKnowledge)),
                ],

                // No caching, so that a reload gets the new version.
                CacheControl = [CacheControl.NoCache()],
                Distribution = _distribution,
                RetainOnDelete = false,
            }
        );
        SetRuntimeOfUpload();
        _ = new CfnOutput(Stack.Of(this), "PageUrl", new CfnOutputProps { Value = Url, Description = "The chat page" });
    }

    // This version of the CDK uploads with a runtime that Lambda does not allow for new functions any more. Its script and the AWS CLI
    // also run with the next one.
    private void SetRuntimeOfUpload() =>
        (
            (Amazon.CDK.AWS.Lambda.CfnFunction)
                Stack.Of(this).Node.FindChild("Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C").Node.DefaultChild!
        ).Runtime = "python3.12";

    private static Dictionary<string, object> Config(ChatApi api, SignIn signIn, bool hasKnowledge) =>
        new()
        {
            ["auth"] = "cognito",
            ["api"] = api.Url,
            ["cognito"] = new Dictionary<string, object> { ["domain"] = signIn.Url, ["client_id"] = signIn.ClientId },
            ["retrieval"] = hasKnowledge,
        };

    private static ResponseSecurityHeadersBehavior Security() =>
        new()
        {
            ContentSecurityPolicy = new ResponseHeadersContentSecurityPolicy
            {
                ContentSecurityPolicy = ContentSecurityPolicy.Of(Folder),
                Override = true,
            },
            ContentTypeOptions = new ResponseHeadersContentTypeOptions { Override = true },
            FrameOptions = new ResponseHeadersFrameOptions { FrameOption = HeadersFrameOption.DENY, Override = true },
            ReferrerPolicy = new ResponseHeadersReferrerPolicy { ReferrerPolicy = HeadersReferrerPolicy.NO_REFERRER, Override = true },
            StrictTransportSecurity = new ResponseHeadersStrictTransportSecurity
            {
                AccessControlMaxAge = Duration.Days(365),
                IncludeSubdomains = true,
                Override = true,
            },
        };

    private static ResponseCustomHeadersBehavior Isolation() =>
        new()
        {
            CustomHeaders =
            [
                new ResponseCustomHeader
                {
                    Header = "Cross-Origin-Opener-Policy",
                    Value = "same-origin",
                    Override = true,
                },
            ],
        };
}
