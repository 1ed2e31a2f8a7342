using System.Runtime.InteropServices;

namespace Infra.Settings;

/// <summary>How the functions are built, and for which processor.</summary>
/// <param name="IsNative">A native executable on provided.al2023; else a framework-dependent one on dotnet10.</param>
/// <param name="Architecture">The functions' processor.</param>
internal sealed record PackagingSettings(bool IsNative, Architecture Architecture)
{
    /// <summary>MB. Both wait for the model most of the time; only the managed one has a compiler to run at its start.</summary>
    public int DefaultMemory => IsNative ? 512 : 1024;

    public string RuntimeIdentifier => Architecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    public static PackagingSettings Bind(ContextValues context)
    {
        var isNative = context.Choice(ContextKeys.Packaging, true, ("native", true), ("managed", false));

        // A native executable is built most simply for the machine it is built on. The managed one runs anywhere, so it
        // is the same wherever it is built, and a GB-second on arm64 costs a fifth less.
        var simplest = isNative && RuntimeInformation.OSArchitecture != Architecture.Arm64 ? Architecture.X64 : Architecture.Arm64;
        return new(
            isNative,
            context.Choice(ContextKeys.Architecture, simplest, ("x86_64", Architecture.X64), ("arm64", Architecture.Arm64))
        );
    }
}
