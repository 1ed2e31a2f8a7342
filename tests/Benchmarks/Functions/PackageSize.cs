using System.IO.Compression;

namespace Benchmarks.Functions;

internal static class PackageSize
{
    /// <summary>What a folder takes as a zip file, in MB.</summary>
    public static double Megabytes(DirectoryInfo folder)
    {
        using MemoryStream zip = new();
        ZipFile.CreateFromDirectory(folder.FullName, zip, CompressionLevel.Optimal, includeBaseDirectory: false);

        return zip.Length / 1024.0 / 1024;
    }
}
