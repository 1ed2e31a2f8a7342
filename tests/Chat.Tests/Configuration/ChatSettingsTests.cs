using Chat.Configuration;

namespace Chat.Tests.Configuration;

public class ChatSettingsTests
{
    private const string Provisioned = "arn:aws:bedrock:eu-west-1:123456789012:provisioned-model/abc123def456";

    [Fact]
    public void Nothing_needs_to_be_set()
    {
        var settings = Bind();

        Assert.Equal("meta.llama2-13b-chat-v1", settings.Model.InvocationId);
        Assert.Equal(["us-east-1", "us-west-2"], settings.Regions);
        Assert.Equal(4096, settings.ContextWindow);
        Assert.Null(settings.SystemPrompt);
        Assert.Equal((0.00075m, 0.001m), (settings.Pricing.InputPer1K, settings.Pricing.OutputPer1K));
        Assert.Empty(settings.AllowedOrigins);
        Assert.Null(settings.Guardrail);
        Assert.False(settings.Limits.Any);
    }

    [Theory]
    [InlineData("MODEL_ID")]
    [InlineData("MODEL_IDS")]
    [InlineData("BASE_MODEL_ID")]
    [InlineData("MODEL_ALIASES")]
    [InlineData("COMPATIBILITY")]
    [InlineData("MODEL_REGIONS")]
    [InlineData("CONTEXT_WINDOW")]
    [InlineData("SYSTEM_PROMPT")]
    [InlineData("INPUT_PRICE_PER_1K")]
    [InlineData("OUTPUT_PRICE_PER_1K")]
    [InlineData("ALLOWED_ORIGINS")]
    [InlineData("GUARDRAIL_ID")]
    [InlineData("GUARDRAIL_VERSION")]
    [InlineData("DAILY_BUDGET_USD")]
    [InlineData("CONCURRENCY_LIMIT")]
    [InlineData("KNOWLEDGE_BASE_ID")]
    [InlineData("RETRIEVAL_REQUIRED")]
    [InlineData("API_KEY_OWNERS")]
    public void An_empty_variable_is_not_set(string variable)
    {
        var settings = Bind((variable, ""));

        Assert.Equal(("meta.llama2-13b-chat-v1", 4096, null), (settings.Model.InvocationId, settings.ContextWindow, settings.SystemPrompt));
        Assert.Equal(2, settings.Regions.Count);
    }

    [Fact]
    public void Several_keys_may_share_an_owner() =>
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["a1b2c3d4e5"] = "alice",
                ["f6g7h8i9j0"] = "alice",
                ["k1l2m3n4o5"] = "bob",
            },
            Bind(("API_KEY_OWNERS", "a1b2c3d4e5=alice, f6g7h8i9j0=alice,k1l2m3n4o5=bob")).ApiKeyOwners
        );

    [Theory]
    [InlineData("a1b2c3d4e5", "a1b2c3d4e5")]
    [InlineData("a1b2c3d4e5=alice,=bob", "=bob")]
    [InlineData("a1b2c3d4e5=", "a1b2c3d4e5=")]
    [InlineData("a1b2c3d4e5=alice=bob", "a1b2c3d4e5=alice=bob")]
    [InlineData("a1b2c3d4e5=alice,a1b2c3d4e5=bob", "a1b2c3d4e5=bob")]
    public void A_key_without_one_owner_is_refused(string owners, string wrong) =>
        Assert.StartsWith(
            $"API_KEY_OWNERS is \"{wrong}\"",
            Assert.Throws<InvalidConfigurationException>(() => Bind(("API_KEY_OWNERS", owners))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Aliases_mean_the_default_model_and_a_deployment_is_strict_by_default()
    {
        var (plain, lenient) = (Bind(), Bind(("MODEL_ALIASES", "gpt-4o, house-model,"), ("COMPATIBILITY", "lenient")));

        Assert.Equal((0, false), (plain.ModelAliases.Count, plain.IsLenient));
        Assert.Equal(["gpt-4o", "house-model"], lenient.ModelAliases);
        Assert.True(lenient.IsLenient);
        Assert.False(Bind(("COMPATIBILITY", "strict")).IsLenient);
    }

    [Theory]
    [InlineData("COMPATIBILITY", "loose", "COMPATIBILITY is \"loose\"; expected strict or lenient.")]
    [InlineData("MODEL_ALIASES", "meta.llama3-8b-instruct-v1:0", "MODEL_ALIASES is \"meta.llama3-8b-instruct-v1:0\"; expected other names")]
    public void An_alias_of_another_model_and_an_unknown_compatibility_are_refused(string variable, string value, string message) =>
        Assert.StartsWith(
            message,
            Assert
                .Throws<InvalidConfigurationException>(() =>
                    Bind((variable, value), ("MODEL_IDS", "meta.llama2-13b-chat-v1,meta.llama3-8b-instruct-v1:0"))
                )
                .Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Every_variable_is_taken()
    {
        var settings = Bind(
            ("MODEL_ID", "meta.llama2-13b-chat-v1"),
            ("MODEL_REGIONS", " us-west-2 ,us-east-1,"),
            ("CONTEXT_WINDOW", "8192"),
            ("SYSTEM_PROMPT", "Be brief."),
            ("INPUT_PRICE_PER_1K", "0.5"),
            ("OUTPUT_PRICE_PER_1K", "0"),
            ("ALLOWED_ORIGINS", "https://chat.example.com, http://localhost:5173")
        );

        Assert.Equal(["us-west-2", "us-east-1"], settings.Regions);
        Assert.Equal((8192, "Be brief."), (settings.ContextWindow, settings.SystemPrompt));
        Assert.Equal((0.5m, 0m), (settings.Pricing.InputPer1K, settings.Pricing.OutputPer1K));
        Assert.Equal(["https://chat.example.com", "http://localhost:5173"], settings.AllowedOrigins);
    }

    [Fact]
    public void A_failing_knowledge_base_is_tolerated_unless_it_is_required()
    {
        var (none, helpful, required) = (
            Bind(),
            Bind(("KNOWLEDGE_BASE_ID", "Ab12345678")),
            Bind(("KNOWLEDGE_BASE_ID", "X"), ("RETRIEVAL_REQUIRED", "true"))
        );

        Assert.Equal((null, false), (none.KnowledgeBaseId, none.IsRetrievalRequired));
        Assert.Equal(("Ab12345678", false), (helpful.KnowledgeBaseId, helpful.IsRetrievalRequired));
        Assert.Equal(("X", true), (required.KnowledgeBaseId, required.IsRetrievalRequired));
    }

    [Fact]
    public void Several_models_are_offered_and_the_first_is_the_default()
    {
        var settings = Bind(
            ("MODEL_IDS", $"us.meta.llama3-3-70b-instruct-v1:0, meta.llama3-8b-instruct-v1:0,{Provisioned}"),
            ("BASE_MODEL_ID", "meta.llama3-70b-instruct-v1:0")
        );

        Assert.Equal("us.meta.llama3-3-70b-instruct-v1:0", settings.Model.InvocationId);
        Assert.Equal(
            [
                "us.meta.llama3-3-70b-instruct-v1:0 128000 0.00072 us-east-1 us-west-2 legacy",
                "meta.llama3-8b-instruct-v1:0 8192 0.0003 us-east-1 us-west-2 active",
                $"{Provisioned} 8192 0.00265 eu-west-1 provisioned",
            ],
            settings.Models.Select(model =>
                FormattableString.Invariant(
                    $"{model.Id} {model.ContextWindow} {model.Pricing.InputPer1K} {string.Join(' ', model.Regions)} {model.Lifecycle}"
                )
            )
        );
    }

    [Fact]
    public void Each_of_several_models_is_called_in_those_of_the_chosen_regions_that_have_it()
    {
        var settings = Bind(
            ("MODEL_IDS", "meta.llama3-3-70b-instruct-v1:0,meta.llama3-8b-instruct-v1:0"),
            ("MODEL_REGIONS", "us-east-2,us-west-2")
        );

        Assert.Equal(
            ["us.meta.llama3-3-70b-instruct-v1:0 us-east-2 us-west-2", "meta.llama3-8b-instruct-v1:0 us-west-2"],
            settings.Models.Select(model => $"{model.Id} {string.Join(' ', model.Regions)}")
        );
    }

    [Theory]
    [InlineData("MODEL_ID", "meta.llama3-8b-instruct-v1:0", "the first of MODEL_IDS")]
    [InlineData("CONTEXT_WINDOW", "4096", "MODEL_IDS has several models")]
    [InlineData("INPUT_PRICE_PER_1K", "1", "MODEL_IDS has several models")]
    [InlineData("MODEL_REGIONS", "ca-central-1", "us-east-1, us-east-2")]
    public void What_is_said_of_one_model_is_refused_beside_several(string variable, string value, string expected)
    {
        var error = Assert.Throws<InvalidConfigurationException>(() =>
            Bind(("MODEL_IDS", "us.meta.llama3-3-70b-instruct-v1:0,meta.llama3-8b-instruct-v1:0"), (variable, value))
        );

        Assert.Contains($"{variable} is \"{value}\"", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meta.llama3-8b-instruct-v1:0,gpt-4o", "gpt-4o", "meta.llama2-13b-chat-v1")]
    [InlineData("meta.llama3-8b-instruct-v1:0,meta.llama3-8b-instruct-v1:0", "meta.llama3-8b-instruct-v1:0", "each model once")]
    public void Of_several_models_the_wrong_one_is_named(string models, string wrong, string expected)
    {
        var error = Assert.Throws<InvalidConfigurationException>(() => Bind(("MODEL_IDS", models)));

        Assert.StartsWith($"MODEL_IDS is \"{wrong}\"; expected", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bare_id_becomes_its_profile_in_regions_that_only_the_profile_has()
    {
        var settings = Bind(("MODEL_ID", "meta.llama3-3-70b-instruct-v1:0"), ("MODEL_REGIONS", "us-east-1,us-east-2"));

        Assert.Equal("us.meta.llama3-3-70b-instruct-v1:0", settings.Model.InvocationId);
        Assert.Equal(["us-east-1", "us-east-2"], settings.Regions);
    }

    [Fact]
    public void A_profile_is_not_asked_where_it_is_not()
    {
        var error = Assert.Throws<InvalidConfigurationException>(() =>
            Bind(("MODEL_ID", "us.meta.llama3-3-70b-instruct-v1:0"), ("MODEL_REGIONS", "us-east-1,eu-west-1"))
        );

        Assert.Contains("us-east-1, us-east-2, us-west-2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Provisioned)]
    [InlineData("arn:aws:bedrock:eu-west-1:123456789012:imported-model/abc123def456")]
    public void An_ARN_names_its_only_region(string arn)
    {
        var settings = Bind(("MODEL_ID", arn), ("MODEL_REGIONS", "us-east-1"));

        Assert.Equal(arn, settings.Model.InvocationId);
        Assert.Equal(["eu-west-1"], settings.Regions);
    }

    [Theory]
    [InlineData("MODEL_ID", "gpt-4o", "meta.llama2-13b-chat-v1")]
    [InlineData("MODEL_ID", "arn:aws:bedrock:us-east-1::foundation-model/meta.llama2-13b-chat-v1", "provisioned-model or imported-model")]
    [InlineData("MODEL_ID", "eu.meta.llama3-3-70b-instruct-v1:0", "us.meta.llama3-3-70b-instruct-v1:0")]
    [InlineData("MODEL_IDS", ",", "models, separated by commas")]
    [InlineData("BASE_MODEL_ID", "gpt-4o", "meta.llama2-13b-chat-v1")]
    [InlineData("MODEL_REGIONS", "us-east-9", "names of AWS regions")]
    [InlineData("MODEL_REGIONS", ",", "names of AWS regions")]
    [InlineData("CONTEXT_WINDOW", "4k", "a number from 2 to 10000000")]
    [InlineData("CONTEXT_WINDOW", "1", "a number from 2 to 10000000")]
    [InlineData("CONTEXT_WINDOW", "4096.5", "a number from 2 to 10000000")]
    [InlineData("CONTEXT_WINDOW", "10000001", "a number from 2 to 10000000")]
    [InlineData("INPUT_PRICE_PER_1K", "-1", "a number from 0 to 1000")]
    [InlineData("INPUT_PRICE_PER_1K", "0,5 USD", "a number from 0 to 1000")]
    [InlineData("INPUT_PRICE_PER_1K", "0,5", "a number from 0 to 1000")]
    [InlineData("OUTPUT_PRICE_PER_1K", "1001", "a number from 0 to 1000")]
    [InlineData("DAILY_BUDGET_USD", "-0.01", "a number from 0 to 1000000")]
    [InlineData("DAILY_BUDGET_USD", "1000000.01", "a number from 0 to 1000000")]
    [InlineData("DAILY_BUDGET_USD", "0,5", "a number from 0 to 1000000")]
    [InlineData("DAILY_BUDGET_USD", "much", "a number from 0 to 1000000")]
    [InlineData("CONCURRENCY_LIMIT", "0", "a number from 1 to 1000")]
    [InlineData("CONCURRENCY_LIMIT", "1001", "a number from 1 to 1000")]
    [InlineData("CONCURRENCY_LIMIT", "1.5", "a number from 1 to 1000")]
    [InlineData("ALLOWED_ORIGINS", "chat.example.com", "origins such as https://")]
    [InlineData("ALLOWED_ORIGINS", "https://chat.example.com/", "origins such as https://")]
    [InlineData("ALLOWED_ORIGINS", "https://*.example.com", "origins such as https://")]
    [InlineData("ALLOWED_ORIGINS", "ftp://chat.example.com", "origins such as https://")]
    [InlineData("KNOWLEDGE_BASE_ID", "ABCDEFGHIJK", "1 to 10 letters and digits")]
    [InlineData("KNOWLEDGE_BASE_ID", "kb-1", "1 to 10 letters and digits")]
    [InlineData("KNOWLEDGE_BASE_ID", "größe", "1 to 10 letters and digits")]
    [InlineData("RETRIEVAL_REQUIRED", "yes", "true or false")]
    public void A_wrong_value_is_reported_with_its_variable_and_the_allowed_values(string variable, string value, string expected)
    {
        var wrong = Assert.Throws<InvalidConfigurationException>(() => Bind((variable, value)));

        Assert.StartsWith($"{variable} is \"{value}\"; expected ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", wrong.Message, StringComparison.Ordinal);
        Assert.Equal(2, wrong.Message.Split("expected").Length);
    }

    [Fact]
    public void Limits_are_taken()
    {
        var settings = Bind(("DAILY_BUDGET_USD", "0.50"), ("CONCURRENCY_LIMIT", "1000"), ("CHAT_TABLE", "chat"));

        Assert.Equal(new(0.5m, 1000), settings.Limits);
    }

    [Theory]
    [InlineData("DAILY_BUDGET_USD")]
    [InlineData("CONCURRENCY_LIMIT")]
    public void Limits_need_a_table_to_be_kept_in(string variable)
    {
        var missing = Assert.Throws<InvalidConfigurationException>(() => Bind((variable, "1")));

        Assert.StartsWith("CHAT_TABLE is not set", missing.Message, StringComparison.Ordinal);
        Assert.Contains(variable, missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_wrong_item_of_a_list_is_reported()
    {
        var wrong = Assert.Throws<InvalidConfigurationException>(() => Bind(("MODEL_REGIONS", "us-east-1,mars-1")));

        Assert.StartsWith("MODEL_REGIONS is \"mars-1\"", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc123", "7", null)]
    [InlineData("abc123", "DRAFT", null)]
    [InlineData("arn:aws:bedrock:us-west-2:123456789012:guardrail/abc123", "1", "us-west-2")]
    public void A_guardrail_is_an_id_or_an_ARN_and_a_version_and_an_ARN_names_the_only_region(string id, string version, string? region)
    {
        var settings = Bind(("GUARDRAIL_ID", id), ("GUARDRAIL_VERSION", version));

        Assert.Equal((id, version), (settings.Guardrail?.Identifier, settings.Guardrail?.Version));
        Assert.Equal(region is null ? ["us-east-1", "us-west-2"] : [region], settings.Regions);
    }

    [Theory]
    [InlineData("GUARDRAIL_ID", "abc123", "GUARDRAIL_VERSION is not set; expected a number or DRAFT, since GUARDRAIL_ID is set.")]
    [InlineData("GUARDRAIL_VERSION", "1", "GUARDRAIL_ID is not set; expected a guardrail's id or ARN, since GUARDRAIL_VERSION is set.")]
    public void Half_a_guardrail_is_refused_and_the_other_half_named(string variable, string value, string message)
    {
        var wrong = Assert.Throws<InvalidConfigurationException>(() => Bind((variable, value)));

        Assert.Equal(message, wrong.Message);
    }

    [Theory]
    [InlineData("ABC", "1", "GUARDRAIL_ID is \"ABC\"; expected an id of a-z and 0-9, or the ARN of a guardrail.")]
    [InlineData("abc", "one", "GUARDRAIL_VERSION is \"one\"; expected a number from 1 to 99999999, or DRAFT.")]
    public void A_wrong_guardrail_is_reported_with_its_variable_and_the_allowed_values(string id, string version, string message)
    {
        var wrong = Assert.Throws<InvalidConfigurationException>(() => Bind(("GUARDRAIL_ID", id), ("GUARDRAIL_VERSION", version)));

        Assert.Equal(message, wrong.Message);
    }

    [Fact]
    public void A_guardrail_of_a_region_where_the_model_is_not_asked_is_refused()
    {
        const string Elsewhere = "arn:aws:bedrock:us-west-2:123456789012:guardrail/abc123";

        var wrong = Assert.Throws<InvalidConfigurationException>(() =>
            Bind(("MODEL_ID", Provisioned), ("GUARDRAIL_ID", Elsewhere), ("GUARDRAIL_VERSION", "1"))
        );

        Assert.Equal($"GUARDRAIL_ID is \"{Elsewhere}\"; expected a guardrail in eu-west-1, where the model is asked.", wrong.Message);
    }

    private static ChatSettings Bind(params (string Name, string Value)[] variables) =>
        ChatSettings.Bind(variables.ToDictionary(variable => variable.Name, variable => variable.Value));
}
