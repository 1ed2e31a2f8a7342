using System.Collections.Concurrent;

namespace Benchmarks.Load;

/// <summary>An owner, and every conversation that was created for it.</summary>
internal sealed class Owner(string name)
{
    public string Name { get; } = name;

    public ConcurrentBag<Conversation> Conversations { get; } = [];
}
