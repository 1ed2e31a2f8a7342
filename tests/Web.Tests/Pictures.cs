namespace Web.Tests;

/// <summary>Makes the pictures of the documentation. Not a test: it is run by <c>-explicit only -class Web.Tests.Pictures</c>.</summary>
public sealed class Pictures(WebCloud cloud, Chromium chromium)
{
    private static readonly string _folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "docs", "pictures")).FullName;

    private const string Conversation = """
        {
          "title": "Dividing fractions",
          "system_prompt": "You are a patient tutor.",
          "messages": [
            { "role": "user", "content": "Why do we turn the second fraction over when we divide?" },
            { "role": "assistant", "content": "Dividing asks **how many times** one number fits into another. Half a cake holds *two* quarters, so ½ ÷ ¼ = 2, and that is the same as ½ × 4.\n\nThe pattern holds for every fraction:\n\n| Division | Turned over | Result |\n|---|---|--:|\n| ½ ÷ ¼ | ½ × 4 | 2 |\n| ¾ ÷ ½ | ¾ × 2 | 1½ |\n| 2 ÷ ⅓ | 2 × 3 | 6 |\n\nNow you: how many times does ⅙ fit into ½?" },
            { "role": "user", "content": "Three times! Can you show me that as a little program?" },
            { "role": "assistant", "content": "Exactly right. Here is a function that divides two fractions by turning the second one over:\n\n```js\n// a/b divided by c/d is a/b times d/c.\nfunction divide([a, b], [c, d]) {\n  return [a * d, b * c];\n}\n\ndivide([1, 2], [1, 6]); // [6, 2], which is 3\n```\n\nWhat would you add so that `[6, 2]` is shortened to `3`?" }
          ]
        }
        """;

    [Theory(Explicit = true)]
    [InlineData("desktop", "Ada", 1280, 800, ColorScheme.Light)]
    [InlineData("dark", "Grace", 1280, 800, ColorScheme.Dark)]
    [InlineData("phone", "Alan", 390, 844, ColorScheme.Light)]
    public async Task A_conversation(string name, string owner, int width, int height, ColorScheme scheme)
    {
        foreach (var title in new[] { "Opening hours on holidays", "Product text: walnut desk lamp", "Reply to a late delivery" })
        {
            await cloud.AskAsync(owner, HttpMethod.Post, "/conversations", $$"""{"title":"{{title}}"}""");
        }

        using var created = System.Text.Json.JsonDocument.Parse(
            await cloud.AskAsync(owner, HttpMethod.Post, "/conversations", Conversation)
        );
        BrowserNewContextOptions options = new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = scheme,
            IsMobile = width < 500,
            HasTouch = width < 500,
        };

        await using var ada = await Visitor.OpenAsync(
            chromium,
            cloud.Page,
            options,
            owner,
            $"#{created.RootElement.GetProperty("id").GetString()}"
        );
        await ada.Answer(2).Locator(".coloured").WaitForAsync();
        await ada.Page.ScreenshotAsync(new() { Path = Path.Combine(_folder, $"chat-{name}.png") });
    }

    [Fact(Explicit = true)]
    public async Task The_first_sight()
    {
        await using var ada = await Visitor.OpenAsync(
            chromium,
            cloud.Page,
            new()
            {
                ViewportSize = new() { Width = 1280, Height = 800 },
            },
            "Edsger"
        );
        await ada.Page.Locator(".starters").WaitForAsync();
        await ada.Page.ScreenshotAsync(new() { Path = Path.Combine(_folder, "chat-start.png") });
    }
}
