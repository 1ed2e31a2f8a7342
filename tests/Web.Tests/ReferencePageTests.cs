using System.Text.Json;

namespace Web.Tests;

/// <summary>The API's description, rendered by LocalCloud.</summary>
public sealed class ReferencePageTests(WebCloud cloud, Chromium chromium)
{
    [Fact]
    public async Task The_reference_shows_every_route_and_tries_one_out_without_leaving_this_machine()
    {
        await using var ada = await Visitor.OpenAsync(chromium, cloud.Page);
        List<Uri> requests = [];
        ada.Page.Context.Request += (_, request) => requests.Add(new(request.Url));

        var reference = await ada.TabAsync("/docs");
        await Expect(reference.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Chat with Llama 2 13B");
        await Expect(reference.Locator(".opblock")).ToHaveCountAsync(await OperationsAsync());
        await reference.Locator("#operations-conversations-createMessage .opblock-summary-control").ClickAsync();
        await Expect(reference.Locator("#operations-conversations-createMessage")).ToContainTextAsync("Idempotency-Key");
        await reference.Locator("#operations-service-getHealth .opblock-summary-control").ClickAsync();
        await reference.GetByRole(AriaRole.Button, new() { Name = "Try it out" }).Last.ClickAsync();
        await reference.GetByRole(AriaRole.Button, new() { Name = "Execute" }).ClickAsync();

        await Expect(reference.Locator(".live-responses-table")).ToContainTextAsync("\"model_id\": \"meta.llama2-13b-chat-v1\"");
        Assert.Contains(requests, request => request.AbsolutePath == "/v1/health");
        Assert.All(
            requests,
            request => Assert.True(request.Scheme == "data" || request.Authority == cloud.Page.Authority, request.ToString())
        );
    }

    private async Task<int> OperationsAsync()
    {
        using var description = JsonDocument.Parse(await cloud.AskAsync("reader", HttpMethod.Get, "/openapi.json"));

        return description
            .RootElement.GetProperty("paths")
            .EnumerateObject()
            .Sum(path => path.Value.EnumerateObject().Count(member => member.Name != "parameters"));
    }
}
