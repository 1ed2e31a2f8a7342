namespace LocalCloud.Settings;

/// <summary>The repository that this program was built in, or is started in.</summary>
internal static class Checkout
{
    /// <exception cref="UsageException">The program is in no repository, and neither is the working directory.</exception>
    public static string Root =>
        field ??=
            Find() ?? throw new UsageException("Serverless.sln is in no folder above; start it in the repository, or give --dynamodb URL.");

    /// <summary>The same; null when there is none.</summary>
    public static string? Find() => Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory);

    private static string? Above(string folder)
    {
        for (DirectoryInfo? here = new(folder); here is not null; here = here.Parent)
        {
            if (File.Exists(Path.Combine(here.FullName, "Serverless.sln")))
            {
                return here.FullName;
            }
        }

        return null;
    }
}
