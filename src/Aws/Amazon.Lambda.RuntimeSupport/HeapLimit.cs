namespace Amazon.Lambda.RuntimeSupport;

/// <summary>The garbage collector does not see Lambda's memory limit by itself and would grow past it.</summary>
internal static class HeapLimit
{
    public static void MatchFunctionMemory()
    {
        var bytes = (ulong)RuntimeEnvironment.MemoryInMB << 20;
        if (bytes == 0 || RuntimeEnvironment.KeepHeapLimit || (ulong)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes < bytes)
        {
            return;
        }

        try
        {
            AppContext.SetData("GCHeapHardLimit", bytes);
            GC.RefreshMemoryLimit();
        }
        catch (InvalidOperationException)
        {
            // The heap is larger than that already: this is not Lambda, and the limit only a hint.
        }
    }
}
