using System.Text.Json;
using LocalCloud.Bedrock.Wire;

namespace LocalCloud.Bedrock.Faults;

/// <summary>/faults: GET lists the rules, POST adds one, DELETE removes all. The only route that Bedrock does not have.</summary>
internal sealed class FaultsEndpoint(FaultRules rules)
{
    private static readonly string _usage =
        $"A rule is a JSON object whose fault is one of {string.Join(", ", Enum.GetNames<FaultKind>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName))}; "
        + $"it may have {string.Join(", ", BedrockJson.Default.FaultRule.Properties.Select(property => property.Name).Where(name => name != "fault"))}.";

    public async Task HandleAsync(HttpContext context)
    {
        switch (context.Request.Method)
        {
            case "GET":
                await context.Response.WriteAsJsonAsync(rules.All, BedrockJson.Default.IReadOnlyListFaultRule);
                break;
            case "POST":
                await AddAsync(context);
                break;
            case "DELETE":
                rules.Clear();
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
                context.Response.Headers.Allow = "GET, POST, DELETE";
                break;
        }
    }

    private async Task AddAsync(HttpContext context)
    {
        try
        {
            var rule =
                await JsonSerializer.DeserializeAsync(context.Request.Body, BedrockJson.Default.FaultRule, context.RequestAborted)
                ?? throw new ArgumentException("null is no rule");

            rules.Add(rule);
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Response.WriteAsJsonAsync(rule, BedrockJson.Default.FaultRule);
        }
        catch (JsonException error)
        {
            await RefuseAsync(context, $"{error.Path ?? "$"} is not understood");
        }
        catch (ArgumentException error)
        {
            await RefuseAsync(context, error.Message);
        }
    }

    private static Task RefuseAsync(HttpContext context, string reason)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsJsonAsync(new BedrockErrorBody($"{reason}. {_usage}"), BedrockJson.Default.BedrockErrorBody);
    }
}
