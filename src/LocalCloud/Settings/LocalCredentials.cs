namespace LocalCloud.Settings;

/// <summary>The credentials that the emulator knows. They open nothing else.</summary>
internal static class LocalCredentials
{
    public const string AccessKey = "local";

    public const string SecretKey = "local";
}
