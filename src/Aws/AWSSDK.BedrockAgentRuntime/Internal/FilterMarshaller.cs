using System.Text.Json;
using Amazon.BedrockAgentRuntime.Model;
using Amazon.Runtime.Documents.Internal.Transform;

namespace Amazon.BedrockAgentRuntime.Internal;

internal static class FilterMarshaller
{
    public static void Write(Utf8JsonWriter json, RetrievalFilter filter)
    {
        json.WriteStartObject();
        Write(json, "andAll", filter.AndAll);
        Write(json, "equals", filter.Equals);
        Write(json, "greaterThan", filter.GreaterThan);
        Write(json, "greaterThanOrEquals", filter.GreaterThanOrEquals);
        Write(json, "in", filter.In);
        Write(json, "lessThan", filter.LessThan);
        Write(json, "lessThanOrEquals", filter.LessThanOrEquals);
        Write(json, "listContains", filter.ListContains);
        Write(json, "notEquals", filter.NotEquals);
        Write(json, "notIn", filter.NotIn);
        Write(json, "orAll", filter.OrAll);
        Write(json, "startsWith", filter.StartsWith);
        Write(json, "stringContains", filter.StringContains);
        json.WriteEndObject();
    }

    public static void WriteIfSet(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Write(Utf8JsonWriter json, string name, FilterAttribute? attribute)
    {
        if (attribute is null)
        {
            return;
        }

        json.WriteStartObject(name);
        json.WriteIfSet("key", attribute.Key);
        json.WritePropertyName("value");
        DocumentMarshaller.Instance.Write(json, attribute.Value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, List<RetrievalFilter>? filters)
    {
        if (filters is not { Count: > 0 })
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var filter in filters)
        {
            Write(json, filter);
        }

        json.WriteEndArray();
    }
}
