namespace Chat.Tests.Stores;

public sealed class DynaliteStoreTests(DynaliteTable table) : StoreTests(ClientOf(table)), IClassFixture<DynaliteTable>;

public sealed class DynamoDBLocalStoreTests(DynamoDBLocalTable table) : StoreTests(ClientOf(table)), IClassFixture<DynamoDBLocalTable>;
