namespace Infra.Packaging;

/// <summary>The repository of this app.</summary>
internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    private static string Above(string folder)
    {
        DirectoryInfo here = new(folder);
        while (!File.Exists(Path.Combine(here.FullName, "Serverless.sln")))
        {
            here =
                here.Parent ?? throw new PublishException($"Serverless.sln is in no folder above {folder}; run the CDK in the repository.");
        }

        return here.FullName;
    }
}
