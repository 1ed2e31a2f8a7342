using System.Runtime.InteropServices;

namespace Infra.Settings;

/// <summary>How the functions are built, and their processor.</summary>
/// <param name="IsNative">A native executable on provided.al2023; otherwise a framework-dependent one on dotnet10.</param>
/// <param name="Architecture">The functions' processor.</param>
internal sealed record PackagingSettings(bool IsNative, Architecture Architecture)
{
    /// <summary>MB of memory. Both mostly wait for the model; only the managed runtime also compiles code at its start.</summary>
    public int DefaultMemory => IsNative ? 512 : 1024;

    public string RuntimeIdentifier => Architecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    public static PackagingSettings Bind(ContextValues context)
    {
        var isNative = context.Choice(ContextKeys.Packaging, true, ("native", true), ("managed", false));

        // A native executable is built for the processor of this machine by default. The managed package runs on both processors, and a
        // GB-second on arm64 costs a fifth less.
        var simplest = isNative && RuntimeInformation.OSArchitecture != Architecture.Arm64 ? Architecture.X64 : Architecture.Arm64;
        return new(
            isNative,
            context.Choice(ContextKeys.Architecture, simplest, ("x86_64", Architecture.X64), ("arm64", Architecture.Arm64))
        );
    }
}
