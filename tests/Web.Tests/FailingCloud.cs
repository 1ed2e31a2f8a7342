namespace Web.Tests;

/// <summary>
/// A cloud whose model some tests make fail; they take turns, and no others use it. It has a single region, because two would have circuit
/// breakers, which refuse everybody for a while after repeated failures, the next test included.
/// </summary>
[CollectionDefinition(Name)]
public sealed class FailingCloud : IAsyncLifetime, ICollectionFixture<FailingCloud>
{
    public const string Name = "faults";

    private readonly HttpClient _http = new();
    private WebCloud? _cloud;

    /// <summary>Where the page is.</summary>
    internal Uri Page => _cloud!.Page;

    private Uri Faults => new(_cloud!.Cloud.Bedrock!.Url, "faults");

    public async ValueTask InitializeAsync() => _cloud = await WebCloud.StartWithAsync(("MODEL_REGIONS", "us-east-1"));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_cloud is not null)
        {
            await _cloud.DisposeAsync();
        }
    }

    /// <summary>Has the model fail as the rule says.</summary>
    internal async Task FailAsync(string rule)
    {
        using StringContent body = new(rule);
        using var answer = await _http.PostAsync(Faults, body);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Has the model fail no more.</summary>
    internal async Task ForgiveAsync()
    {
        using var answer = await _http.DeleteAsync(Faults);
        answer.EnsureSuccessStatusCode();
    }
}
