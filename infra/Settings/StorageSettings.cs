using System.Text.RegularExpressions;

namespace Infra.Settings;

/// <summary>The storage of data.</summary>
/// <param name="RetainData">Whether table, users and keys are retained after the stack is deleted.</param>
/// <param name="TableName">An existing table, restored or retained; null for one of the stack.</param>
/// <param name="TableStreamArn">The stream of that table.</param>
/// <param name="KmsKeyArn">The customer's key for table, logs and topics; null for AWS's keys.</param>
internal sealed partial record StorageSettings(bool RetainData, string? TableName, string? TableStreamArn, string? KmsKeyArn)
{
    public static StorageSettings Bind(ContextValues context)
    {
        var table = context.Text(
            ContextKeys.TableName,
            text => Name().IsMatch(text),
            "expected the name of a table: 3 to 255 letters, digits, _, - and ."
        );
        var stream = context.Text(
            ContextKeys.TableStreamArn,
            text => Stream().Match(text) is { Success: true } match && match.Groups["table"].Value == table,
            "expected arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/TIME, of the table that tableName names"
        );
        if (table is not null && stream is null && context.Text(ContextKeys.ConversationTtlDays) is { } days)
        {
            throw new InvalidContextException(
                ContextKeys.ConversationTtlDays,
                days,
                "the messages of an expired conversation are deleted by the table's stream, so tableStreamArn has to name that of tableName"
            );
        }

        return new(
            context.Flag(ContextKeys.RetainData, otherwise: true),
            table,
            stream,
            context.Text(ContextKeys.KmsKeyArn, text => Key().IsMatch(text), "expected arn:aws:kms:REGION:ACCOUNT:key/ID")
        );
    }

    [GeneratedRegex("^[A-Za-z0-9_.-]{3,255}$")]
    private static partial Regex Name();

    [GeneratedRegex("^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:[0-9]{12}:table/(?<table>[A-Za-z0-9_.-]+)/stream/[0-9T:.-]+$")]
    private static partial Regex Stream();

    [GeneratedRegex("^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$")]
    private static partial Regex Key();
}
