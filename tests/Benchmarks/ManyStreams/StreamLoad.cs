using Benchmarks.Functions;

namespace Benchmarks.ManyStreams;

/// <summary>What so many streams at once took.</summary>
/// <param name="AtOnce">The streams.</param>
/// <param name="Processes">The processes that they went through.</param>
/// <param name="Chunk">From the model's write of a chunk to the client's read, in milliseconds.</param>
/// <param name="ProcessorMilliseconds">Processor time of one stream.</param>
/// <param name="Megabytes">The most that was resident, of all processes together.</param>
internal sealed record StreamLoad(int AtOnce, int Processes, Samples Chunk, double ProcessorMilliseconds, double Megabytes);
