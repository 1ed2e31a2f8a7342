namespace LocalCloud.Settings;

/// <summary>
/// How the emulator counts the <c>&lt;s&gt;</c> and <c>&lt;/s&gt;</c> inside a prompt. Which of the two Bedrock does is
/// not known, so that functions have to do with either.
/// </summary>
internal enum TagReading
{
    /// <summary>As text: three tokens each, and five where one follows the other.</summary>
    Text,

    /// <summary>As one token each.</summary>
    Tokens,
}
