namespace Infra.Packaging;

/// <summary>The functions cannot be built here, or would not run on Lambda.</summary>
internal sealed class PublishException(string message) : Exception(message);
