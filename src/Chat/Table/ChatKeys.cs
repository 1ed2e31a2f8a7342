using System.Globalization;
using static Chat.Table.Attributes;
using Item = System.Collections.Generic.Dictionary<string, Amazon.DynamoDBv2.Model.AttributeValue>;

namespace Chat.Table;

/// <summary>The keys of all items. The owner is part of every partition key, so that another owner's items cannot be addressed.</summary>
/// <remarks>
/// <code>
/// item                 pk                   sk
/// conversation record  USER#{owner}         CONV#{id}            in the index by updated_at
/// turn                 CONV#{owner}#{id}    TURN#{000001}
/// branch               CONV#{owner}#{id}    BRANCH#{000001}      where several turns follow one: their numbers
/// usage of a day       USER#{owner}         USAGE#{2026-11-23}   also holds what is reserved
/// idempotency record   USER#{owner}         IDEMPOTENCY#{key}    expires after 24 hours
/// limits of an owner    USER#{owner}         LIMITS
/// limits of a group     GROUP#{group}        LIMITS
/// audit of admin calls  AUDIT#{2026-11}      {time}#{id}
/// </code>
/// </remarks>
internal static class ChatKeys
{
    public const string ConversationPrefix = "CONV#";
    public const string TurnPrefix = "TURN#";
    public const string BranchPrefix = "BRANCH#";
    public const string UsagePrefix = "USAGE#";
    public const string IdempotencyPrefix = "IDEMPOTENCY#";
    public const string LimitsSk = "LIMITS";
    private const string UserPrefix = "USER#";

    public static string UserPk(string owner) => UserPrefix + owner;

    // Ids have a fixed length, so an owner's name cannot be mistaken for a part of an id.
    public static string TurnsPk(string owner, string id) => $"CONV#{owner}#{id}";

    public static Item ConversationKey(string owner, string id) => Key(UserPk(owner), ConversationPrefix + id);

    public static Item TurnKey(string owner, string id, int number) => Key(TurnsPk(owner, id), TurnSk(number));

    public static Item BranchKey(string owner, string id, int parent) => Key(TurnsPk(owner, id), BranchSk(parent));

    public static Item UsageKey(string owner, DateOnly day) => Key(UserPk(owner), UsageSk(day));

    public static Item IdempotencyKey(string owner, string key) => Key(UserPk(owner), IdempotencyPrefix + key);

    public static Item LimitsKey(string owner) => Key(UserPk(owner), LimitsSk);

    public static Item GroupLimitsKey(string group) => Key($"GROUP#{group}", LimitsSk);

    public static Item AuditKey(DateTimeOffset at, string id) =>
        Key(string.Create(CultureInfo.InvariantCulture, $"AUDIT#{at.UtcDateTime:yyyy-MM}"), $"{Timestamp(at)}#{id}");

    /// <summary>The owner of an item in an owner's partition.</summary>
    public static string OwnerOf(string userPk) => userPk[UserPrefix.Length..];

    public static string TurnSk(int number) => string.Create(CultureInfo.InvariantCulture, $"{TurnPrefix}{number:D6}");

    public static string BranchSk(int parent) => string.Create(CultureInfo.InvariantCulture, $"{BranchPrefix}{parent:D6}");

    public static string UsageSk(DateOnly day) => UsagePrefix + day.ToString("O", CultureInfo.InvariantCulture);

    private static Item Key(string pk, string sk) => new() { [TableSchema.Pk] = S(pk), [TableSchema.Sk] = S(sk) };
}
