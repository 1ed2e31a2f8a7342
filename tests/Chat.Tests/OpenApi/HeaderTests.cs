using Chat.Http;

namespace Chat.Tests.OpenApi;

public class HeaderTests
{
    private static readonly string[] _exposed = ApiHeaders.Exposed.Split(", ");
    private static readonly string[] _accepted = ApiHeaders.Accepted.Split(", ");

    [Fact]
    public void A_page_can_read_every_header_that_an_answer_is_documented_to_have()
    {
        var documented = ApiDocument
            .Objects(ApiDocument.Root["paths"])
            .Concat(ApiDocument.Objects(ApiDocument.Root["components"]!["responses"]))
            .SelectMany(item => item["headers"]?.AsObject().Select(header => header.Key) ?? [])
            .Distinct();

        Assert.Equal(documented.Append(ApiHeaders.GatewayRequestId).Order(StringComparer.Ordinal), _exposed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_page_can_send_every_header_that_a_request_is_documented_to_take()
    {
        var documented = ApiDocument
            .Objects(ApiDocument.Root)
            .Where(item => item["in"] is { } place && (string?)place == "header")
            .Select(parameter => (string)parameter["name"]!)
            .Distinct()
            .ToList();

        Assert.Contains(ApiHeaders.IdempotencyKey, documented);
        Assert.All(documented, name => Assert.Contains(name, _accepted, StringComparer.OrdinalIgnoreCase));
    }
}
