namespace Infra.Authentication;

/// <summary>Where users sign in, and as which client of it the page asks.</summary>
internal sealed record SignIn(string Url, string ClientId);
