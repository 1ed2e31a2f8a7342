using Chat.Tests.Exploration;

namespace Chat.Tests.Stores;

/// <summary>The table that the explorations use behaves like a DynamoDB.</summary>
public sealed class MemoryStoreTests() : StoreTests(new MemoryTable());
