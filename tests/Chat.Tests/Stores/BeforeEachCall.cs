using Amazon.DynamoDBv2.Model;
using Chat.Tests.Exploration;

namespace Chat.Tests.Stores;

/// <summary>Does something before each call of a table in memory.</summary>
/// <param name="before">Gets what the call does, and whether it writes.</param>
internal sealed class BeforeEachCall(Action<string, bool> before) : ICalls
{
    public Task<T> CallAsync<T>(string what, bool isWrite, Func<T> call)
    {
        before(what, isWrite);
        try
        {
            return Task.FromResult(call());
        }
        catch (ConditionalCheckFailedException refused)
        {
            return Task.FromException<T>(refused);
        }
    }
}
