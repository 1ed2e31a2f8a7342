using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Amazon.Shared;

/// <summary>
/// SigV4, or a Bedrock API key as a bearer token: AWSSDK.Core prefers the latter when AWS_BEARER_TOKEN_BEDROCK is set.
/// </summary>
internal sealed class BedrockAuthSchemes : BaseAuthResolverHandler
{
    private static readonly List<IAuthSchemeOption> _options = [.. AuthSchemeOption.DEFAULT_SIGV4, .. AuthSchemeOption.DEFAULT_BEARER];

    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) => _options;
}
