namespace Chat.Configuration;

/// <summary>An environment variable with a value that the function cannot start with.</summary>
/// <param name="variable">Its name.</param>
/// <param name="value">Its value; null when it is missing.</param>
/// <param name="expected">The allowed values.</param>
public sealed class InvalidConfigurationException(string variable, string? value, string expected)
    : Exception(value is null ? $"{variable} is not set; expected {expected}." : $"{variable} is \"{value}\"; expected {expected}.");
