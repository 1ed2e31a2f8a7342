namespace LocalCloud.Settings;

/// <summary>A mistake of the user, reported in one line.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
