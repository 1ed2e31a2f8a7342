namespace LocalCloud.Settings;

/// <summary>The credentials that the emulator accepts. They are valid nowhere else.</summary>
internal static class LocalCredentials
{
    public const string AccessKey = "local";

    public const string SecretKey = "local";
}
