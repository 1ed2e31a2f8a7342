using System.Text.Json.Nodes;
using Chat.Http;
using Microsoft.OpenApi;
using Shared;

namespace Chat.Tests.OpenApi;

public class ApiDocumentTests(LocalCloudFixture cloud)
{
    [Fact]
    public async Task Anybody_gets_the_document()
    {
        using HttpClient stranger = new() { BaseAddress = cloud.Http.BaseAddress };

        using var answer = await stranger.GetAsync("openapi.json", TestContext.Current.CancellationToken);

        Assert.Equal((200, "application/json"), ((int)answer.StatusCode, answer.Header("Content-Type")));
        Assert.Equal(ApiDocument.Text, await answer.TextAsync());
    }

    [Fact]
    public void It_is_OpenAPI_3_1_to_a_reader_that_knows_it()
    {
        var (document, diagnostic) = OpenApiDocument.Parse(ApiDocument.Text, "json");

        Assert.NotNull(document);
        Assert.NotNull(diagnostic);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        Assert.Empty(diagnostic.Errors);
        Assert.Empty(diagnostic.Warnings);
        Assert.Equal(["/v1"], document.Servers!.Select(server => server.Url));
    }

    [Fact]
    public void It_holds_every_route_and_no_other_one() =>
        Assert.Equal(
            ApiRoute.All.Select(route => (route.Method, ApiDocument.Documented(route.Path))).Order(),
            ApiDocument.Operations.Select(route => (route.Method, route.Path)).Order()
        );

    [Fact]
    public void Just_the_public_routes_need_no_authentication() =>
        Assert.Equal(
            ApiRoute.All.Where(route => route.IsPublic).Select(route => route.Path).Order(StringComparer.Ordinal),
            ApiDocument
                .Operations.Where(route => route.Operation["security"] is JsonArray { Count: 0 })
                .Select(route => route.Path)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_query_parameter_that_is_read_is_documented_and_no_other()
    {
        var reported =
            from route in ApiDocument.Operations
            from parameter in route.Operation["parameters"] as JsonArray ?? []
            let resolved = ApiDocument.Resolved(parameter!)
            where resolved.Text("in") == "query"
            select (route.Method, route.Path, resolved.Text("name"));

        Assert.Equal(
            ApiRoute.All.SelectMany(route => route.Query.Select(name => (route.Method, route.Path, name))).Order(),
            reported.Order()
        );
    }

    [Fact]
    public void Every_operation_has_a_name_of_its_own()
    {
        var names = ApiDocument.Operations.Select(route => route.Operation.Text("operationId")).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public void Every_reference_leads_somewhere_and_every_component_is_used()
    {
        var references = ApiDocument
            .Objects(ApiDocument.Root)
            .Select(item => item["$ref"]?.GetValue<string>())
            .OfType<string>()
            .Distinct()
            .ToList();

        Assert.All(references, reference => Assert.NotNull(ApiDocument.Target(reference)));
        string[] components =
        [
            .. from kind in ApiDocument.Root["components"]!.AsObject()
            where kind.Key != "securitySchemes"
            from component in kind.Value!.AsObject()
            select $"#/components/{kind.Key}/{component.Key}",
        ];
        Assert.Equal(components.Order(StringComparer.Ordinal), references.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_property_has_a_default_of_its_own_which_generated_clients_would_take_for_a_value_that_must_be_there() =>
        Assert.Empty(
            from item in ApiDocument.Objects(ApiDocument.Root)
            from property in item["properties"] as JsonObject ?? []
            where property.Value!["default"] is not null
            select property.Key
        );

    [Fact]
    public void It_names_every_code_of_a_problem()
    {
        var codes = typeof(ProblemKind)
            .GetProperties()
            .Where(kind => kind.PropertyType == typeof(ProblemKind))
            .Select(kind => ((ProblemKind)kind.GetValue(null)!).Code)
            .Distinct();

        Assert.Equal(
            codes.Order(StringComparer.Ordinal),
            ApiDocument.Target("#/components/schemas/ProblemCode")["enum"]!
                .AsArray()
                .Select(code => code!.GetValue<string>())
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void An_example_of_a_problem_is_what_the_API_says()
    {
        var examples = ApiDocument.Root["components"]!["responses"]!
            .AsObject()
            .SelectMany(response => response.Value!["content"]!.AsObject())
            .SelectMany(content => content.Value!["examples"]?.AsObject() ?? [])
            .Where(example => example.Value!["value"]!["title"] is not null)
            .ToList();

        Assert.NotEmpty(examples);
        Assert.All(
            examples,
            example =>
            {
                var problem = example.Value!["value"]!;
                var name = example.Key == "gateway" ? problem.Text("code") : example.Key;
                var kind = (ProblemKind)
                    typeof(ProblemKind).GetProperties().Single(property => Snake(property.Name) == name).GetValue(null)!;
                Assert.Equal((kind.Code, kind.Title, kind.Status), (problem.Text("code"), problem.Text("title"), problem.Number("status")));
                Assert.Equal($"urn:problem:{kind.Code}", problem.Text("type"));
            }
        );
    }

    [Fact]
    public void Examples_and_defaults_are_of_their_own_schema()
    {
        var schemas = ApiDocument
            .Objects(ApiDocument.Root)
            .Where(item => item["type"] is not null || item["$ref"] is not null || item["anyOf"] is not null);
        var ofSchemas =
            from schema in schemas
            from example in (schema["examples"] as JsonArray ?? []).Append(schema["default"]).OfType<JsonNode>()
            from complaint in SchemaWalk.Complaints(example, schema)
            select complaint;
        var ofBodies =
            from body in ApiDocument.Objects(ApiDocument.Root)
            where body["schema"] is not null
            from example in (body["examples"] as JsonObject ?? [])
                .Select(example => example.Value!["value"])
                .Append(body["example"])
                .OfType<JsonNode>()
            from complaint in SchemaWalk.Complaints(example, body["schema"]!)
            select complaint;

        Assert.Empty(ofSchemas.Concat(ofBodies));
    }

    [Fact]
    public void Examples_of_streams_hold_events_that_are_described()
    {
        var streams = ApiDocument
            .Objects(ApiDocument.Root)
            .Where(content => content["schema"]?["contentMediaType"]?.GetValue<string>() == "text/event-stream")
            .ToList();

        Assert.Equal(5, streams.Count);
        Assert.All(streams, content => DocumentedAnswers.AssertEvents(content["schema"]!, StreamedEvent.ReadAll(content.Text("example"))));
    }

    private static string Snake(string name) =>
        string.Concat(
            name.Select(
                (letter, index) =>
                    char.IsUpper(letter) && index > 0 ? $"_{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"
            )
        );
}
