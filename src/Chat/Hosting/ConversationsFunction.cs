using Amazon.DynamoDBv2;
using Chat.Aws;
using Chat.Configuration;
using Chat.Conversations;
using Chat.Http;
using Chat.Knowledge;
using Chat.Metering;
using Chat.Table;

namespace Chat.Hosting;

/// <summary>The routes of the two functions with conversations: one manages them, the other generates their answers.</summary>
internal static class ConversationsFunction
{
    public static IReadOnlyList<Endpoint> Routes(ChatSettings settings, IAmazonDynamoDB dynamo, TimeProvider time)
    {
        DynamoTable table = new(dynamo, settings.RequiredTable);
        TurnStore turns = new(table);
        ConversationStore conversations = new(table, time, settings.ConversationLifetime);
        ConversationDeletion deletion = new(table, conversations, time);
        ConversationRoutes routes = new(settings, conversations, deletion, turns, time);
        TurnRoutes turnRoutes = new(settings, conversations, turns, new(table, turns), time);
        IdempotentRequests idempotent = new(new(table, time), time);
        CreateRoute create = new(settings, routes, conversations, deletion, table, idempotent, time);
        FeedbackRoutes feedback = new(conversations, turns, new(table, time), time);
        UsageRoute usage = new(new(table), new(table), new(settings, () => table, time), settings, time);

        return
        [
            new("POST", "/conversations", create.CreateAsync),
            new("GET", "/conversations", routes.ListAsync),
            new("DELETE", "/conversations", new DeleteAllRoute(conversations, deletion).DeleteAsync),
            new("GET", "/conversations/{id}", routes.GetAsync),
            new("PATCH", "/conversations/{id}", routes.UpdateAsync),
            new("DELETE", "/conversations/{id}", routes.DeleteAsync),
            new("GET", "/conversations/{id}/messages", turnRoutes.ListAsync),
            new("PUT", "/conversations/{id}/messages/{turn}/feedback", feedback.PutAsync),
            new("DELETE", "/conversations/{id}/messages/{turn}/feedback", feedback.DeleteAsync),
            new("POST", "/conversations/{id}/cancel", new CancelRoute(turnRoutes, idempotent).CancelAsync),
            new("GET", "/usage", usage.GetAsync),
        ];
    }

    public static IReadOnlyList<Endpoint> MessageRoutes(
        ChatSettings settings,
        BedrockConnection bedrock,
        KnowledgeBase knowledge,
        IAmazonDynamoDB dynamo,
        TimeProvider time
    )
    {
        DynamoTable table = new(dynamo, settings.RequiredTable);
        ConversationStore conversations = new(table, time, settings.ConversationLifetime);
        TurnStore turns = new(table);
        BranchStore branches = new(table, turns);
        TurnEnding endings = new(turns, new(conversations, turns), new(table, conversations, time));
        FollowRoute follow = new(settings, conversations, turns, branches, time);
        Meter meter = new(settings, new Lazy<IAmazonDynamoDB>(dynamo), time);
        PerModel<Answering> models = new(
            settings,
            served =>
                new(
                    served,
                    new(served, turns, time),
                    new(served, bedrock.For(served), turns, branches, endings, time),
                    new(served, turns, time),
                    meter.For(served)
                )
        );
        MessageRoute route = new(models, knowledge, conversations, turns, new(table, time), follow);

        return
        [
            new("POST", "/conversations/{id}/messages", route.PostAsync),
            new("GET", "/conversations/{id}/messages/{turn}", follow.GetAsync),
            new("GET", "/conversations/{id}/export", new ExportRoute(settings, conversations, turns, branches, time).GetAsync),
        ];
    }
}
