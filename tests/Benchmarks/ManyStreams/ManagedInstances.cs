using System.Globalization;
using Benchmarks.Cost;

namespace Benchmarks.ManyStreams;

/// <summary>
/// What compute costs by the number of streams that run at once on average, day and night. The other prices, of the model before all,
/// are the same for both.
/// </summary>
internal static class ManagedInstances
{
    private const int HoursOfMonth = 730;

    // AWS starts three for availability: docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html.
    private const int FewestInstances = 3;

    // The smallest general purpose size with Graviton: two processors. Its on-demand price in us-east-1 is not verified.
    private const int Processors = 2;
    private const decimal InstanceHour = 0.0816m;

    // AWS's own part, of EC2's on-demand price: aws.amazon.com/lambda/pricing, as quoted by others; not verified.
    private const decimal ManagementFee = 0.15m;

    // Lambda, arm64, per GB and second, first tier: aws.amazon.com/lambda/pricing, as quoted by others; not verified.
    private const decimal GigabyteSecond = 0.0000133334m;

    // The most invocations at once that Lambda gives a .NET process by default, for each processor.
    private const int StreamsPerProcessor = 32;

    // A fleet that is busier than this has no room for the next minute's streams.
    private const double Busy = 0.5;

    private static readonly int[] _streams = [1, 5, 10, 15, 25, 50, 100, 250, 1_000];

    public static void Print(StreamLoad measured)
    {
        MarkdownTable table = new(
            "streams at once, on average",
            "Lambda, USD a month",
            "instances",
            "Managed Instances, USD a month",
            "saved"
        );
        foreach (var streams in _streams)
        {
            var lambda = streams * TurnUse.Memory * GigabyteSecond * 3600 * HoursOfMonth;
            var instances = Math.Max(FewestInstances, (int)Math.Ceiling(streams / (Busy * Processors * StreamsPerProcessor)));
            var managed = instances * InstanceHour * (1 + ManagementFee) * HoursOfMonth;
            table.AddRow(
                Number(streams),
                Number(lambda),
                Number(instances),
                Number(managed),
                managed < lambda ? (1 - (managed / lambda)).ToString("0 %", CultureInfo.InvariantCulture) : "nothing"
            );
        }

        table.Print();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{FewestInstances} instances with {Processors} processors at {InstanceHour} USD an hour and {ManagementFee:0 %} for AWS, {StreamsPerProcessor} streams for each processor, half of them used. Lambda with {TurnUse.Memory} GB. {measured.AtOnce} streams in one process took {measured.ProcessorMilliseconds:0} ms of a processor and {measured.Megabytes / measured.AtOnce:0.0} MB each, so that neither limits."
            )
        );
    }

    private static string Number(decimal number) => number.ToString("#,0", CultureInfo.InvariantCulture);
}
