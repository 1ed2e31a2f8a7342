using Amazon.DynamoDBv2;
using Chat.Admin;
using Chat.Configuration;
using Chat.Conversations;
using Chat.Http;
using Chat.Metering;
using Chat.Table;

namespace Chat.Hosting;

/// <summary>The function for operators: limits, usage of all owners, and what is stored of one owner.</summary>
internal static class AdminFunction
{
    public static IReadOnlyList<Endpoint> Routes(ChatSettings settings, IAmazonDynamoDB dynamo, TimeProvider time)
    {
        DynamoTable table = new(dynamo, settings.RequiredTable);
        ConversationStore conversations = new(table, time, settings.ConversationLifetime);
        LimitStore limits = new(table);
        LimitRoutes limit = new(limits, time);
        OwnerErasure erasure = new(table, new(table, conversations, time), limits, time);
        OwnerRoutes owners = new(limits, new(table), new(table), conversations, erasure, time);
        AllUsageRoute usage = new(new(table), time);
        AuditedRoute audited = new(new(settings.Admins), new(table, time));

        Task<byte[]> SubjectBefore(ApiRequest request, CancellationToken token) =>
            limit.BeforeAsync(LimitSubject.Parse(LimitRoutes.Subject(request)), token);
        Task<byte[]> OwnerBefore(ApiRequest request, CancellationToken token) =>
            limit.BeforeAsync(LimitSubject.OfOwner(LimitRoutes.Owner(request)), token);

        return
        [
            audited.Of("GET", "/admin/limits/{subject}", new(LimitRoutes.Subject, Before: null, limit.GetAsync)),
            audited.Of("PUT", "/admin/limits/{subject}", new(LimitRoutes.Subject, SubjectBefore, limit.PutAsync)),
            audited.Of("GET", "/admin/usage", new(request => request.Query("group"), Before: null, usage.GetAsync)),
            audited.Of("GET", "/admin/owners/{owner}", new(LimitRoutes.Owner, Before: null, owners.GetAsync)),
            audited.Of("DELETE", "/admin/owners/{owner}", new(LimitRoutes.Owner, owners.BeforeAsync, owners.EraseAsync)),
            audited.Of("PUT", "/admin/owners/{owner}/block", new(LimitRoutes.Owner, OwnerBefore, limit.BlockAsync)),
            audited.Of("DELETE", "/admin/owners/{owner}/block", new(LimitRoutes.Owner, OwnerBefore, limit.UnblockAsync)),
        ];
    }
}
