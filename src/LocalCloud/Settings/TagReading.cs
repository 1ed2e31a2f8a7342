namespace LocalCloud.Settings;

/// <summary>
/// How the emulator counts the <c>&lt;s&gt;</c> and <c>&lt;/s&gt;</c> in a prompt. It is not known how Bedrock counts them, so the
/// functions have to work with both.
/// </summary>
internal enum TagReading
{
    /// <summary>As text: three tokens each, and five for two in a row.</summary>
    Text,

    /// <summary>As one token each.</summary>
    Tokens,
}
