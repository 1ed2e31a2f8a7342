using System.Globalization;

namespace Benchmarks.Talk;

/// <summary>This process and all that it started, with their resident memory; Linux tells them in /proc.</summary>
internal static class ProcessTree
{
    /// <returns>Megabytes by the process's name and number; this process is called <c>cloud</c>.</returns>
    public static IReadOnlyDictionary<string, double> Memory()
    {
        var children = Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0)
            .Select(id => (Id: id, Status: ReadStatus(id)))
            .Where(process => process.Status.ContainsKey("PPid"))
            .ToLookup(process => int.Parse(process.Status["PPid"], CultureInfo.InvariantCulture));

        Dictionary<string, double> memory = new() { ["cloud"] = Resident(ReadStatus(Environment.ProcessId)) };
        Add(Environment.ProcessId);

        return memory;

        void Add(int parent)
        {
            foreach (var (id, status) in children[parent])
            {
                memory[$"{status["Name"]} {id}"] = Resident(status);
                Add(id);
            }
        }
    }

    private static Dictionary<string, string> ReadStatus(int id)
    {
        try
        {
            return File.ReadLines($"/proc/{id}/status")
                .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
                .ToDictionary(field => field[0], field => field[^1]);
        }
        catch (IOException)
        {
            // It has ended in between.
            return [];
        }
    }

    private static double Resident(Dictionary<string, string> status) =>
        status.TryGetValue("VmRSS", out var kilobytes) ? double.Parse(kilobytes.Split(' ')[0], CultureInfo.InvariantCulture) / 1024 : 0;
}
