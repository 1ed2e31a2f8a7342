namespace Infra.Settings;

/// <summary>A context value that nothing can be deployed with.</summary>
/// <param name="key">Its key.</param>
/// <param name="value">Its value; null when it is missing.</param>
/// <param name="expected">What it may be, or why it cannot be this.</param>
internal sealed class InvalidContextException(string key, string? value, string expected)
    : Exception(value is null ? $"Context value {key} is not set: {expected}." : $"Context value {key} is \"{value}\": {expected}.");
