using System.Text;
using System.Text.Json;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.TestUtilities;
using Chat.Conversations;
using Chat.Http;
using Chat.Metering;
using Chat.Table;
using Shared;

namespace Chat.Tests.Hostile;

/// <summary>Inputs that are valid but for a few changed bytes: each is accepted or refused with a known error, and nothing else is thrown.</summary>
public class HostileInputTests
{
    private const int Tries = 2000;

    public static TheoryData<int> Seeds => HostileRun.Seeds;

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_event_is_read_or_is_no_JSON_object(int seed)
    {
        var events = SampleEvents.Names.Select(name => File.ReadAllBytes(SampleEvents.File(name).FullName)).ToList();

        new HostileRun("API Gateway events, from every file of events/").ForEach(
            seed,
            Tries,
            random =>
            {
                using MemoryStream json = new(HostileBytes.Changed(random, events[random.Next(events.Count)]));
                try
                {
                    ApiRequest request = new(ProxyEvent.Read(json), new TestLambdaContext(), new Dictionary<string, string>());
                    _ = (request.Owner, request.Groups, request.Facts, request.WantsEventStream, request.PathParameter("id"));
                    _ = request.ReadObject();
                    return "read";
                }
                catch (ProblemException)
                {
                    return "refused by the API";
                }
                catch (Exception refused) when (refused is JsonException or InvalidOperationException)
                {
                    return "no event, an error of the invocation";
                }
            }
        );
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_body_of_a_message_is_read_or_refused(int seed)
    {
        byte[][] bodies =
        [
            """{"content":"Hello","parent":2,"parameters":{"temperature":0.5,"top_p":0.9,"max_gen_len":100} }"""u8.ToArray(),
            """{"regenerate":true,"turn":3}"""u8.ToArray(),
            """{"continue":true}"""u8.ToArray(),
        ];

        new HostileRun("bodies of messages").ForEach(
            seed,
            Tries,
            random =>
            {
                ApiRequest request = new(
                    new() { Body = Encoding.UTF8.GetString(HostileBytes.Changed(random, bodies[random.Next(bodies.Length)])) },
                    new TestLambdaContext(),
                    new Dictionary<string, string>()
                );
                try
                {
                    _ = MessageRequest.Read(request.ReadObject());
                    return "read";
                }
                catch (ProblemException)
                {
                    return "refused with 400";
                }
            }
        );
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_cursor_is_this_lists_or_is_refused(int seed)
    {
        var valid = Encoding.UTF8.GetBytes(Cursor.Write("ada", "000012"));

        new HostileRun("cursors").ForEach(
            seed,
            Tries,
            random =>
            {
                try
                {
                    Assert.Equal("000012", Cursor.Read("ada", Encoding.UTF8.GetString(HostileBytes.Changed(random, valid))));
                    return "read as the same place";
                }
                catch (ProblemException refused)
                {
                    Assert.Equal("cursor", refused.Field);
                    return "refused with 400";
                }
            }
        );
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_stored_item_is_read_or_is_unreadable(int seed) =>
        new HostileRun("stored items: conversations, turns, usage").ForEach(
            seed,
            Tries,
            random =>
            {
                Dictionary<string, AttributeValue> item = new()
                {
                    ["pk"] = Attributes.S("USER#ada"),
                    ["sk"] = Attributes.S(random.Next(2) == 0 ? "CONV#01JDZ0000000000000000000AA" : "USAGE#2026-11-23"),
                };
                foreach (
                    var name in (string[])
                        [
                            "created_at",
                            "updated_at",
                            "turns",
                            "cost_usd",
                            "prompt_tokens",
                            "parameters",
                            "user",
                            "assistant",
                            "status",
                            "parent",
                        ]
                )
                {
                    item[name] = AnyValue(random);
                }

                try
                {
                    _ = random.Next(3) switch
                    {
                        0 => (object)ItemReader.Read(item, ConversationItems.ToConversation),
                        1 => ItemReader.Read(item, ConversationItems.ToTurn),
                        _ => ItemReader.Read(item, UsageStore.ToUsage),
                    };
                    return "read";
                }
                catch (UnreadableItemException)
                {
                    return "unreadable: skipped, with a log line and a metric";
                }
            }
        );

    private static AttributeValue AnyValue(Random random) =>
        random.Next(6) switch
        {
            0 => new() { N = random.Next(-5, 9).ToString(null, System.Globalization.CultureInfo.InvariantCulture) },
            1 => new() { N = "1e90" },
            2 => new() { S = Encoding.UTF8.GetString(HostileBytes.Any(random, 12)) },
            3 => new() { S = "2026-11-23T10:00:00.000Z" },
            4 => new() { M = new() { ["temperature"] = new() { S = "hot" } } },
            _ => new() { NULL = true },
        };
}
