using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace Chat.Tests;

[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
internal sealed partial class EventJson : JsonSerializerContext;
