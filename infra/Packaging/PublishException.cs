namespace Infra.Packaging;

/// <summary>The functions cannot be built here, or not so that Lambda could run them.</summary>
internal sealed class PublishException(string message) : Exception(message);
