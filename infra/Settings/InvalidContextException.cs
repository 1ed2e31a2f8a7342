namespace Infra.Settings;

/// <summary>A context value that is not valid.</summary>
/// <param name="key">Its key.</param>
/// <param name="value">Its value; null if missing.</param>
/// <param name="expected">The allowed values, or the reason why it is not valid.</param>
internal sealed class InvalidContextException(string key, string? value, string expected)
    : Exception(value is null ? $"Context value {key} is not set: {expected}." : $"Context value {key} is \"{value}\": {expected}.");
