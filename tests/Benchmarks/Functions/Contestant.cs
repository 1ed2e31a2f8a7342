namespace Benchmarks.Functions;

/// <summary>A function as its users would ship it.</summary>
/// <param name="Name">Its column.</param>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Package">What is zipped and uploaded.</param>
/// <param name="About">What it is, in the table's legend.</param>
/// <param name="IsFloor">Whether it does no more than pass an event on.</param>
internal sealed record Contestant(string Name, IReadOnlyList<string> Command, DirectoryInfo Package, string About, bool IsFloor = false)
{
    public const string Native = "native";
    public const string Earlier = "before";
    public const string Managed = "JIT";
    public const string CSharp = "C#";
    public const string Node = "Node";
    public const string Go = "Go";
    public const string Python = "Python";
    public const string Floor = "floor";

    public IReadOnlyList<Job> Jobs => IsFloor ? [Job.Completion] : [Job.Completion, Job.Message];
}
