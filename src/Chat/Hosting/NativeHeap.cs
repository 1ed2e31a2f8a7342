using System.Runtime.InteropServices;

namespace Chat.Hosting;

/// <summary>The heap of the C library, which OpenSSL and the runtime allocate from.</summary>
internal static partial class NativeHeap
{
    // M_ARENA_MAX of glibc's malloc.h.
    private const int MostHeaps = -8;

    /// <summary>
    /// Keeps all threads on one heap. By default glibc gives each thread its own, which grows by a page and a system call at a time; a
    /// function's process would set up half a dozen of them at its start, and use little of each.
    /// </summary>
    public static void Share() => _ = SetOption(MostHeaps, value: 1);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);
}
