using LocalCloud.Settings;
using Shared;

namespace LocalCloud.Tests.DynamoDB;

public sealed class DataFolderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    [Fact]
    public async Task Data_outlive_a_restart()
    {
        DynamoDBChoice.InFolder choice = new(Path.Combine(_folder.FullName, "not", "yet", "there"));
        await using (var before = await TestDynamoDB.StartAsync(choice))
        {
            using var client = TestDynamoDB.Connect(before.Url);
            await client.PutAsync("CONV#1", "2026-01-01");
        }

        await using var after = await TestDynamoDB.StartAsync(choice);

        using var again = TestDynamoDB.Connect(after.Url);
        Assert.Equal(["CONV#1"], await again.QueryAsync());
    }

    [Fact]
    public async Task A_folder_in_use_is_named()
    {
        DynamoDBChoice.InFolder choice = new(_folder.FullName);
        await using var first = await TestDynamoDB.StartAsync(choice);

        var refused = await Assert.ThrowsAsync<UsageException>(() => TestDynamoDB.StartAsync(choice));

        Assert.Equal(
            $"{_folder.FullName} is in use by another LocalCloud; choose another folder with --data, or --data memory.",
            refused.Message
        );
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        var file = Path.Combine(_folder.FullName, "file");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<UsageException>(() =>
            TestDynamoDB.StartAsync(new DynamoDBChoice.InFolder(Path.Combine(file, "data")))
        );

        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.Single(refused.Message.Split('\n'));
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
