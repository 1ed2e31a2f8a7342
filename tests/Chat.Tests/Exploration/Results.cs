using System.Text;
using Amazon.DynamoDBv2.Model;

namespace Chat.Tests.Exploration;

/// <summary>Answers of the table as texts, equal if and only if they tell the same.</summary>
internal static class Results
{
    public static void Write(StringBuilder text, object? answer, Func<string, string> rename)
    {
        switch (answer)
        {
            case GetItemResponse { Item: { } item }:
                MemoryTable.Write(text, item, rename);
                break;
            case QueryResponse query:
                foreach (var item in query.Items)
                {
                    MemoryTable.Write(text.Append('['), item, rename);
                }

                break;
            case ConditionalCheckFailedException refused:
                MemoryTable.Write(text.Append("refused "), refused.Item ?? [], rename);
                break;
            default:
                text.Append(answer is GetItemResponse ? "none" : "done");
                break;
        }
    }
}
