namespace Infra.Authentication;

/// <summary>The sign-in page's URL, and the page's client id there.</summary>
internal sealed record SignIn(string Url, string ClientId);
