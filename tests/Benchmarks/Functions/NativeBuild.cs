using LocalCloud.Settings;
using Shared;

namespace Benchmarks.Functions;

/// <summary>What the build of the native executable leaves beside what is shipped.</summary>
internal static class NativeBuild
{
    /// <summary>The symbols.</summary>
    public static FileInfo Symbols(DirectoryInfo package) => new(Path.Combine(Folder(package, "bin"), "bootstrap.dbg"));

    /// <summary>The native compiler's arguments.</summary>
    public static FileInfo Arguments(DirectoryInfo package) => new(Path.Combine(Folder(package, "obj"), "bootstrap.ilc.rsp"));

    /// <summary>The native compiler's log of what needs what, if it was asked for one.</summary>
    public static FileInfo Log(DirectoryInfo package) => new(Path.Combine(Folder(package, "obj"), "bootstrap.codegen.dgml.xml"));

    // Published by hand, or by a test or benchmark into artifacts/.
    private static string Folder(DirectoryInfo package, string part) =>
        package.Name == "published"
            ? Path.Combine(package.Parent!.FullName, part, "Chat", $"release_{Publication.Rid}", "native")
            : Path.Combine(Checkout.Root, "src", "Chat", part, "Release", "net10.0", Publication.Rid, "native");
}
