using Amazon.DynamoDBv2;
using Amazon.Lambda.TestUtilities;
using Chat.Configuration;
using Chat.Http;
using Chat.Metering;
using Chat.Prompts;
using Llama;

namespace Chat.Tests.Stores;

public abstract partial class StoreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Simultaneous_requests_do_not_exceed_the_budget_and_the_sums_agree(int seed)
    {
        var meter = Meter(("DAILY_BUDGET_USD", "0.01"), ("CONCURRENCY_LIMIT", "4"));
        string[] owners = [$"{_owner}-1", $"{_owner}-2", $"{_owner}-3"];

        var callers = owners.SelectMany(owner => Enumerable.Range(0, 5).Select(caller => (owner, seed: (seed * 100) + caller)));
        var answered = (await Task.WhenAll(callers.Select(caller => AskAsync(meter, caller.owner, new(caller.seed)))))
            .SelectMany(answers => answers)
            .ToList();

        foreach (var owner in owners)
        {
            var state = await _reservations.FindAsync(owner, Today, Token);
            var day = Assert.Single(await _usage.ListAsync(owner, Today, Today, Token));
            var own = answered.Where(answer => answer.Owner == owner).ToList();
            var cost = own.Sum(answer => Prices.Cost(answer.Tokens));
            Assert.InRange(cost, 0.005m, 0.01m);
            Assert.All(own, answer => Assert.InRange(answer.InProgress, 1, 4));
            Assert.Equal((cost, cost, 0, ""), Summary(state));
            Assert.Equal(
                new DayUsage(
                    Today,
                    own.Count,
                    new(own.Sum(answer => answer.Tokens.PromptTokens), own.Sum(answer => answer.Tokens.CompletionTokens)),
                    cost
                ),
                day with
                {
                    Models = [],
                }
            );
        }
    }

    [Fact]
    public async Task What_is_refused_by_its_bytes_is_admitted_by_its_tokens()
    {
        var meter = Meter(("DAILY_BUDGET_USD", "0.0006"));

        await Open(meter).ReserveAsync(new(MaxGenLen: 500, UpperBound: () => 400, Count: () => 100), Token);

        Assert.Equal(0.000575m, Assert.Single((await StateAsync()).Reservations).Usd);
    }

    [Fact]
    public async Task What_exceeds_the_budget_is_refused_with_the_balance_until_midnight()
    {
        var meter = Meter(("DAILY_BUDGET_USD", "0.001"));
        await using (var earlier = Open(meter))
        {
            await earlier.ReserveAsync(Worst(100, 500), Token);
            await earlier.NoteAsync(Task.FromResult(new TokenUsage(100, 425)), tokens => new(tokens));
        }

        var refused = await Assert.ThrowsAsync<ProblemException>(() => Open(meter).ReserveAsync(Worst(200, 500), Token));

        Assert.Equal((ProblemKind.BudgetExceeded, TimeSpan.FromHours(12)), (refused.Kind, refused.RetryAfter));
        Assert.Equal((0.0005m, 0.00065m), ((decimal)refused.Extensions["balance_usd"]!, (decimal)refused.Extensions["needed_usd"]!));
        Assert.Equal("2026-11-24T00:00:00.000Z", (string?)refused.Extensions["resets_at"]);
        Assert.Equal((200, 500), ((int)refused.Extensions["prompt_tokens"]!, (int)refused.Extensions["max_gen_len"]!));
        Assert.Contains("200 prompt tokens and a max_gen_len of 500", refused.Message, StringComparison.Ordinal);
        Assert.Contains("A smaller max_gen_len needs less", refused.Message, StringComparison.Ordinal);
        await Open(meter).ReserveAsync(Worst(200, 350), Token);
    }

    [Fact]
    public async Task An_answer_over_midnight_is_paid_by_the_day_it_began_on()
    {
        var meter = Meter(("DAILY_BUDGET_USD", "0.001"));
        var before = Today;
        await using (var charge = Open(meter))
        {
            await charge.ReserveAsync(Worst(100, 900), Token);
            _time.Now += TimeSpan.FromHours(13);
            await charge.NoteAsync(Task.FromResult(new TokenUsage(100, 900)), tokens => new(tokens));
            await Open(meter).ReserveAsync(Worst(100, 900), Token);
        }

        Assert.Equal((0.000975m, 0.000975m, 0, ""), Summary(await _reservations.FindAsync(_owner, before, Token)));
        Assert.Equal((0m, 0.000975m, 1), Summary(await StateAsync()) is var day ? (day.Spent, day.Committed, day.InProgress) : default);
    }

    [Fact]
    public async Task What_Bedrock_may_have_billed_and_did_not_tell_stays_in_the_budget_and_frees_its_place()
    {
        var meter = Meter(("DAILY_BUDGET_USD", "0.001"), ("CONCURRENCY_LIMIT", "1"));

        await using (var left = Open(meter))
        {
            await left.ReserveAsync(Worst(100, 500), Token);
            left.Calls.LeaveUnsettled();
        }

        Assert.Equal((0m, 0.000575m, 0, ""), Summary(await StateAsync()));
        Assert.Empty(await _usage.ListAsync(_owner, Today, Today, Token));
    }

    [Fact]
    public async Task A_place_is_held_until_half_a_minute_after_the_deadline()
    {
        var meter = Meter(("CONCURRENCY_LIMIT", "1"));

        await Open(meter).ReserveAsync(Worst(1, 1), Token);

        var reservation = Assert.Single((await StateAsync()).Reservations);
        Assert.Equal((_time.Now.AddSeconds(90), 0m), (reservation.Until, reservation.Usd));
    }

    [Fact]
    public async Task The_place_of_a_dead_process_is_free_when_its_time_is_over()
    {
        var meter = Meter(("CONCURRENCY_LIMIT", "1"));
        await Open(meter).ReserveAsync(Worst(1, 1), Token);

        var busy = await Assert.ThrowsAsync<ProblemException>(() => Open(meter).ReserveAsync(Worst(1, 1), Token));
        _time.Now += TimeSpan.FromMinutes(2);
        var freed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => IsAdmittedAsync(meter)));

        Assert.Equal((ProblemKind.RateLimited, 1), (busy.Kind, (int)busy.Extensions["concurrency_limit"]!));
        Assert.Equal("At most 1 of your answers are generated at once.", busy.Message);
        Assert.NotNull(busy.RetryAfter);
        Assert.Single(freed, admitted => admitted);
    }

    private static ModelPricing Prices => LlamaModel.Llama2Chat13B.Pricing;

    private static WorstCase Worst(int prompt, int maxGenLen) => new(maxGenLen, () => prompt, () => prompt);

    private Meter Meter(params (string Name, string Value)[] variables) =>
        new(
            ChatSettings.Bind(
                variables.Append(("CHAT_TABLE", "chat")).ToDictionary(variable => variable.Item1, variable => variable.Item2)
            ),
            new Lazy<IAmazonDynamoDB>(_client),
            _time
        );

    private Charge Open(Meter meter, string? owner = null) =>
        new(meter, owner ?? _owner, () => _time.Now.AddMinutes(1), new TestLambdaLogger());

    private async Task<bool> IsAdmittedAsync(Meter meter)
    {
        try
        {
            await Open(meter).ReserveAsync(Worst(1, 1), Token);
            return true;
        }
        catch (ProblemException)
        {
            return false;
        }
    }

    // Asks until the budget refuses; what each answer takes is at most what was reserved for it.
    private async Task<List<(string Owner, TokenUsage Tokens, int InProgress)>> AskAsync(Meter meter, string owner, Random random)
    {
        List<(string, TokenUsage, int)> answers = [];
        for (var refused = 0; refused < 3; )
        {
            var (prompt, limit) = (random.Next(1, 1000), random.Next(1, 2000));
            var charge = Open(meter, owner);
            try
            {
                await charge.ReserveAsync(Worst(prompt, limit), Token);
            }
            catch (ProblemException problem)
            {
                refused += problem.Kind == ProblemKind.BudgetExceeded ? 1 : 0;
                continue;
            }

            var open = (await _reservations.FindAsync(owner, Today, Token)).Reservations.Count;
            await charge.NoteAsync(Task.FromResult(new TokenUsage(prompt, random.Next(0, limit + 1))), tokens => new(tokens));
            await (random.Next(2) == 0 ? charge.SettleAsync() : charge.DisposeAsync().AsTask());
            answers.Add((owner, charge.Tokens!.Value, open));
        }

        return answers;
    }
}
