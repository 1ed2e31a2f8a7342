using System.Security.Cryptography;
using System.Text;

namespace Chat.Tests.Exploration;

/// <summary>
/// Tries every order in which the calls of some actors can be done, and every mishap, and checks the world after each step
/// and at each end. What leads to a state that was seen before is not followed again: the same state goes on in the same ways.
/// </summary>
internal sealed class Explorer(Scene scene) : IDisposable
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly MemoryTable _table = new();

    /// <summary>How many orders were followed to their end.</summary>
    public int Ends { get; private set; }

    /// <summary>How many states there are.</summary>
    public int States => _seen.Count;

    /// <summary>How many times the actors were started from the beginning.</summary>
    public int Runs { get; private set; }

    public void ExploreAll()
    {
        Stack<byte[]> open = new([
            [],
        ]);
        while (open.TryPop(out var prefix))
        {
            Follow(prefix, open);
        }
    }

    private World Begin()
    {
        Runs++;

        return new(_table, scene);
    }

    private void Follow(byte[] prefix, Stack<byte[]> open)
    {
        var world = Begin();
        List<byte> taken = [];
        for (var steps = world.Schedule.Next(); steps.Count > 0; steps = world.Schedule.Next())
        {
            if (taken.Count < prefix.Length)
            {
                Take(world.Repeat, prefix[taken.Count]);
                continue;
            }

            if (!_seen.Add(Fingerprint(world)))
            {
                return;
            }

            for (byte other = 1; other < steps.Count; other++)
            {
                open.Push([.. taken, other]);
            }

            Take(world.Take, 0);

            void Take(Action<Step> take, byte choice)
            {
                take(steps[choice]);
                taken.Add(choice);
            }
        }

        if (_seen.Add(Fingerprint(world)))
        {
            world.CheckEnd();
            Ends++;
        }
    }

    public void Dispose() => _table.Dispose();

    // Reservations and additions are named by chance. Here their names are those of their order, so that two runs can be compared.
    private static UInt128 Fingerprint(World world)
    {
        Dictionary<string, string> names = [];
        var text = $"{world.ActorsText(Name)}\n{world.Table.Text(Name)}";

        return BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

        string Name(string chosen) =>
            chosen.StartsWith("added_", StringComparison.Ordinal) ? "added"
            : !Ulid.TryParse(chosen[(chosen.IndexOf('_', StringComparison.Ordinal) + 1)..], out _) ? chosen
            : names.TryGetValue(chosen, out var name) ? name
            : names[chosen] = $"id{names.Count}";
    }
}
