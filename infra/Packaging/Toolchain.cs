using System.Runtime.InteropServices;
using Infra.Settings;

namespace Infra.Packaging;

/// <summary>Checks the tools of a native build first, because the build's own errors are hard to understand.</summary>
internal static class Toolchain
{
    /// <exception cref="PublishException">Names the missing tool and the alternative.</exception>
    public static void Require(PackagingSettings packaging) =>
        Require(packaging, OperatingSystem.IsLinux(), RuntimeInformation.OSArchitecture, Environment.GetEnvironmentVariable("PATH") ?? "");

    public static void Require(PackagingSettings packaging, bool isLinux, Architecture machine, string path)
    {
        const string Otherwise = "Or deploy with -c packaging=managed, which builds anywhere.";
        if (!packaging.IsNative)
        {
            return;
        }

        if (!isLinux)
        {
            throw new PublishException($"packaging=native is built on Linux only. {Otherwise}");
        }

        if (packaging.Architecture != machine)
        {
            var target = packaging.Architecture == Architecture.Arm64 ? "aarch64" : "x86-64";
            string[] tools = ["clang", $"{target.Replace("x86-64", "x86_64")}-linux-gnu-gcc"];
            RequireOnPath(
                tools,
                path,
                $"architecture={(packaging.Architecture == Architecture.Arm64 ? "arm64" : "x86_64")} on this {machine} machine needs a cross toolchain "
                    + $"(Debian: clang, llvm, gcc-{target}-linux-gnu and zlib1g-dev of that architecture). {Otherwise}"
            );
        }
        else if (!IsOnPath("clang", path) && !IsOnPath("gcc", path))
        {
            throw new PublishException(
                $"packaging=native needs gcc or clang, and zlib's headers; neither compiler is on the PATH. {Otherwise}"
            );
        }
    }

    private static void RequireOnPath(string[] tools, string path, string why)
    {
        if (tools.FirstOrDefault(tool => !IsOnPath(tool, path)) is { } missing)
        {
            throw new PublishException($"{missing} is not on the PATH. {why}");
        }
    }

    private static bool IsOnPath(string tool, string path) =>
        path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Any(folder => File.Exists(Path.Combine(folder, tool)));
}
