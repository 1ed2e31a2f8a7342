using System.Runtime.InteropServices;

namespace Chat.Hosting;

/// <summary>
/// The certificates that the process trusts. Before the first connection .NET reads all authorities that the system trusts, which takes
/// longer than the rest of a cold start. AWS's endpoints use Amazon's, which are in the package; no others are needed.
/// </summary>
internal static partial class TrustedRoots
{
    /// <summary>
    /// Sets OpenSSL's variable for this process alone. .NET's Environment changes a copy that native libraries do not see, and a variable
    /// of the Lambda function would affect its extensions.
    /// </summary>
    public static void Use(string file)
    {
        _ = SetVariable("SSL_CERT_FILE", file, overwrite: 1);
        _ = SetVariable("SSL_CERT_DIR", "/var/empty", overwrite: 1);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
