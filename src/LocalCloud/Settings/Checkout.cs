namespace LocalCloud.Settings;

/// <summary>The repository that this program was built in or is started in.</summary>
internal static class Checkout
{
    /// <exception cref="UsageException">Neither the program nor the working directory is in a repository.</exception>
    public static string Root =>
        field ??=
            Find() ?? throw new UsageException("Serverless.sln is in no folder above; start it in the repository, or give --dynamodb URL.");

    /// <summary>The repository; null if there is none.</summary>
    public static string? Find() => Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory);

    /// <summary>A folder of the repository, so that a change needs no build, or else its copy beside this program; null without either.</summary>
    /// <param name="inRepository">Its path from the root.</param>
    /// <param name="beside">The copy's path.</param>
    public static string? Folder(string inRepository, string beside) =>
        new[]
        {
            Find() is { } root ? Path.Combine(root, inRepository) : null,
            Path.Combine(AppContext.BaseDirectory, beside),
        }.FirstOrDefault(Directory.Exists);

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
