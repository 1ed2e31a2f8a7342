using System.Globalization;
using System.Net;
using System.Net.Sockets;
using LocalCloud.Settings;
using Shared;

namespace LocalCloud.Tests.DynamoDB;

public sealed class ProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_LocalCloud_that_is_killed_takes_dynalite_with_it()
    {
        await using var cloud = LocalCloudProcess.Start("--port", Port(Repository.FreePorts()));
        await cloud.LineWithAsync("Ctrl+C", Token);
        var dynalite = Assert.Single(cloud.Children("dynalite"));

        cloud.Kill();

        await cloud.ExitAsync(Token);
        await LocalCloudProcess.GoneAsync(dynalite, Token);
    }

    [Fact]
    public async Task Ctrl_C_for_every_process_of_the_terminal_loses_no_data_and_prints_no_error()
    {
        var folder = Directory.CreateTempSubdirectory();
        var port = Repository.FreePorts();
        await using (var cloud = LocalCloudProcess.Start("--port", Port(port), "--data", folder.FullName))
        {
            await cloud.LineWithAsync("Ctrl+C", Token);
            using var client = TestDynamoDB.Connect(new($"http://127.0.0.1:{port + 2}"));
            await client.PutAsync("CONV#1", "2026-01-01");
            var said = cloud.Output;

            using (var kill = System.Diagnostics.Process.Start("kill", ["-INT", Port(Assert.Single(cloud.Children("dynalite")))]))
            {
                await kill.WaitForExitAsync(Token);
            }

            Assert.Equal(["CONV#1"], await client.QueryAsync());
            await cloud.InterruptAsync(Token);

            Assert.Equal(0, await cloud.ExitAsync(Token));
            Assert.Equal(said, cloud.Output);
        }

        await using (var after = await TestDynamoDB.StartAsync(new DynamoDBChoice.InFolder(Path.Combine(folder.FullName, "dynamodb"))))
        {
            using var client = TestDynamoDB.Connect(after.Url);
            Assert.Equal(["CONV#1"], await client.QueryAsync());
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_dynalite_that_dies_is_started_again_with_its_data()
    {
        var folder = Directory.CreateTempSubdirectory();
        var port = Repository.FreePorts();
        await using (var cloud = LocalCloudProcess.Start("--port", Port(port), "--data", folder.FullName))
        {
            await cloud.LineWithAsync("Ctrl+C", Token);
            using var client = TestDynamoDB.Connect(new($"http://127.0.0.1:{port + 2}"));
            await client.PutAsync("CONV#1", "2026-01-01");

            using (var dynalite = System.Diagnostics.Process.GetProcessById(Assert.Single(cloud.Children("dynalite"))))
            {
                dynalite.Kill();
            }

            await cloud.LineWithAsync("started again with its data", Token);
            Assert.Equal(["CONV#1"], await QueryWhenUpAsync(client));
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Queries_that_end_at_their_limit_leave_nothing_open()
    {
        // An iterator that stays open keeps what it has read: here two items, 400 KB.
        const int Queries = 1200;
        const int MostGrowth = 250 * 1024;
        var folder = Directory.CreateTempSubdirectory();
        var port = Repository.FreePorts();
        await using (var cloud = LocalCloudProcess.Start("--port", Port(port), "--data", folder.FullName))
        {
            await cloud.LineWithAsync("Ctrl+C", Token);
            using var client = TestDynamoDB.Connect(new($"http://127.0.0.1:{port + 2}"));
            for (var item = 0; item < 5; item++)
            {
                await client.PutItemAsync(
                    "chat",
                    new()
                    {
                        ["pk"] = new("USER#alice"),
                        ["sk"] = new($"CONV#{item}"),
                        ["text"] = new(new string('x', 200_000)),
                    },
                    Token
                );
            }

            var before = ResidentKilobytes(cloud);
            await Parallel.ForAsync(
                0,
                Queries,
                new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Token },
                async (_, token) =>
                {
                    await client.QueryAsync(
                        new()
                        {
                            TableName = "chat",
                            Limit = 1,
                            KeyConditionExpression = "pk = :pk",
                            ExpressionAttributeValues = new() { [":pk"] = new("USER#alice") },
                        },
                        token
                    );
                }
            );

            Assert.InRange(ResidentKilobytes(cloud) - before, int.MinValue, MostGrowth);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Memory_has_no_files()
    {
        var folder = Directory.CreateTempSubdirectory();
        await using var forgetful = LocalCloudProcess.Start("--port", Port(Repository.FreePorts()), "--data", "memory");
        await forgetful.LineWithAsync("Ctrl+C", Token);
        await using var lasting = LocalCloudProcess.Start("--port", Port(Repository.FreePorts()), "--data", folder.FullName);
        await lasting.LineWithAsync("Ctrl+C", Token);

        var (none, some) = (OpenFiles(forgetful), OpenFiles(lasting));

        Assert.Empty(none);
        Assert.All(some, file => Assert.StartsWith(folder.FullName, file, StringComparison.Ordinal));
        Assert.NotEmpty(some);
        await lasting.InterruptAsync(Token);
        await lasting.ExitAsync(Token);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_port_in_use_is_one_line_that_names_it()
    {
        var port = Repository.FreePorts();
        using TcpListener taken = new(IPAddress.Loopback, port + 2);
        taken.Start();

        await using var cloud = LocalCloudProcess.Start("--port", Port(port));

        Assert.Equal(1, await cloud.ExitAsync(Token));
        Assert.Equal($"error: port {port + 2} is in use; choose another with --port.", cloud.Output.Trim());
    }

    [Fact]
    public async Task Another_endpoint_needs_no_dynalite()
    {
        await using var dynamoDB = await TestDynamoDB.StartAsync();

        await using var cloud = LocalCloudProcess.Start("--port", Port(Repository.FreePorts()), "--dynamodb", dynamoDB.Url.ToString());

        Assert.Contains(dynamoDB.Url.ToString(), await cloud.LineWithAsync("DynamoDB", Token), StringComparison.Ordinal);
        await cloud.LineWithAsync("Ctrl+C", Token);
        Assert.Empty(cloud.Children());
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_one_line_that_names_it()
    {
        Uri nobody = new($"http://127.0.0.1:{Repository.FreePorts()}");

        var refused = await Assert.ThrowsAsync<UsageException>(() => TestDynamoDB.StartAsync(new DynamoDBChoice.Endpoint(nobody)));

        Assert.StartsWith(
            $"DynamoDB at {nobody} does not give the table chat",
            Assert.Single(refused.Message.Split('\n')),
            StringComparison.Ordinal
        );
    }

    private static int ResidentKilobytes(LocalCloudProcess cloud) =>
        int.Parse(
            File.ReadLines($"/proc/{Assert.Single(cloud.Children("dynalite"))}/status")
                .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]
                .Trim(),
            CultureInfo.InvariantCulture
        );

    private static async Task<IEnumerable<string>> QueryWhenUpAsync(Amazon.DynamoDBv2.IAmazonDynamoDB client)
    {
        while (true)
        {
            try
            {
                return await client.QueryAsync();
            }
            catch (Exception down) when (down is HttpRequestException or Amazon.Runtime.AmazonClientException)
            {
                await Task.Delay(50, Token);
            }
        }
    }

    // The files of LevelDB; sockets, pipes and devices are no files, and what else is open is Node.js's own.
    private static IEnumerable<string> OpenFiles(LocalCloudProcess cloud) =>
        Directory
            .GetFileSystemEntries($"/proc/{Assert.Single(cloud.Children("dynalite"))}/fd")
            .Select(descriptor => new FileInfo(descriptor).LinkTarget)
            .OfType<string>()
            .Where(target => target.StartsWith('/') && !target.StartsWith("/dev/", StringComparison.Ordinal));

    private static string Port(int number) => number.ToString(CultureInfo.InvariantCulture);
}
