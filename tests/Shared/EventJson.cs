using System.Text.Json.Serialization;
using Amazon.Lambda.APIGatewayEvents;

namespace Shared;

[JsonSerializable(typeof(APIGatewayProxyRequest))]
[JsonSerializable(typeof(APIGatewayProxyResponse))]
internal sealed partial class EventJson : JsonSerializerContext;
