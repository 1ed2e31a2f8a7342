using System.Text.Json.Serialization;

namespace Llama.Tests.ChatClient;

[JsonSerializable(typeof(string))]
internal sealed partial class ToolJson : JsonSerializerContext;
