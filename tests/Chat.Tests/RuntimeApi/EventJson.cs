using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace Chat.Tests.RuntimeApi;

[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
internal sealed partial class EventJson : JsonSerializerContext;
