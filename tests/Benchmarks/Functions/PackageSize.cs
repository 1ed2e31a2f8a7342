using Shared;

namespace Benchmarks.Functions;

internal static class PackageSize
{
    /// <summary>What a deployment of Llama 2 takes as a zip file, in MB.</summary>
    public static double Megabytes(DirectoryInfo folder)
    {
        using var zip = Publication.Zip(folder);

        return zip.Length / 1024.0 / 1024;
    }
}
