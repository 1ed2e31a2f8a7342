namespace Llama.Tests.Models;

public sealed class LlamaModelTests
{
    /// <summary>
    /// The catalog, a line a model: id, on-demand regions, source regions of its profiles, window, longest answer, prices, state, end.
    /// </summary>
    [Fact]
    public void The_catalog_holds_what_is_known_of_each_model()
    {
        var lines = LlamaModel.Catalog.Select(model =>
            string.Join(
                " | ",
                (string[])
                    [
                        model.Id,
                        string.Join(' ', model.Regions),
                        string.Join(' ', model.Profiles.Select(profile => $"{profile.Prefix}: {string.Join(' ', profile.SourceRegions)}")),
                        $"{model.ContextWindow}/{model.MaxGenLen}",
                        FormattableString.Invariant($"{model.Pricing.InputPer1K} {model.Pricing.OutputPer1K}"),
                        $"{model.Lifecycle} {model.EndOfLife:yyyy-MM-dd}",
                        string.Join(' ', model.Unverified),
                    ]
            )
        );

        const string Everywhere = "us-east-1 us-west-2 ca-central-1 eu-west-2 ap-south-1 us-gov-west-1";
        Assert.Equal(
            [
                "meta.llama2-13b-chat-v1 | us-east-1 us-west-2 |  | 4096/2048 | 0.00075 0.00100 | Retired  | ",
                $"meta.llama3-8b-instruct-v1:0 | {Everywhere} |  | 8192/2048 | 0.0003 0.0006 | Active  | lifecycle",
                $"meta.llama3-70b-instruct-v1:0 | {Everywhere} |  | 8192/2048 | 0.00265 0.0035 | Active  | lifecycle",
                "meta.llama3-1-8b-instruct-v1:0 | us-west-2 | us: us-east-1 us-east-2 us-west-2 | 128000/2048 | 0.00022 0.00022 | Active  | lifecycle max_gen_len created",
                "meta.llama3-1-70b-instruct-v1:0 | us-west-2 | us: us-east-1 us-east-2 us-west-2 | 128000/2048 | 0.00072 0.00072 | Active  | lifecycle max_gen_len created",
                "meta.llama3-3-70b-instruct-v1:0 | us-east-2 | us: us-east-1 us-east-2 us-west-2 | 128000/4096 | 0.00072 0.00072 | Legacy 2027-03-30 | created",
                "meta.llama4-scout-17b-instruct-v1:0 |  | us: us-east-1 us-east-2 us-west-1 us-west-2 | 3500000/4096 | 0.00017 0.00066 | Active  | lifecycle context_window streaming created",
                "meta.llama4-maverick-17b-instruct-v1:0 |  | us: us-east-1 us-east-2 us-west-1 us-west-2 | 1048576/4096 | 0.00024 0.00097 | Active  | lifecycle context_window streaming created",
            ],
            lines
        );
    }

    [Fact]
    public void The_first_model_is_Llama_2_13B_Chat()
    {
        Assert.Same(LlamaModel.Llama2Chat13B, LlamaModel.Catalog[0]);
        Assert.Equal(21.18m, LlamaModel.Llama2Chat13B.Pricing.ProvisionedUnitPerHour);
    }

    [Fact]
    public void Each_family_has_its_own_template_and_tokenizer()
    {
        Assert.All(
            LlamaModel.Catalog,
            model =>
            {
                var (template, tokenizer) = model.Id.Split('.')[1] switch
                {
                    var id when id.StartsWith("llama2", StringComparison.Ordinal) => (PromptTemplate.Llama2, Tokenizer.Llama2),
                    var id when id.StartsWith("llama3", StringComparison.Ordinal) => (PromptTemplate.Llama3, Tokenizer.Llama3),
                    _ => (PromptTemplate.Llama4, Tokenizer.Llama4),
                };

                Assert.Same(template, model.Template);
                Assert.Same(tokenizer, model.Tokenizer);
            }
        );
    }

    [Fact]
    public void No_model_answers_with_more_than_parameters_can_ask_for()
    {
        Assert.Equal(InferenceParameters.MaxGenLenLimit, LlamaModel.Catalog.Max(model => model.MaxGenLen));
    }

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(1, 0, "0.00000075")]
    [InlineData(0, 1, "0.000001")]
    [InlineData(1000, 1000, "0.00175")]
    [InlineData(123, 45, "0.00013725")]
    [InlineData(2147483647, 2147483647, "3758.09638225")]
    public void A_price_is_exact_to_the_last_digit(int promptTokens, int completionTokens, string usd)
    {
        var cost = LlamaModel.Llama2Chat13B.Pricing.Cost(new(promptTokens, completionTokens));

        Assert.Equal(decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture), cost);
    }

    [Fact]
    public void Usage_adds_up()
    {
        Assert.Equal(168, new TokenUsage(123, 45).TotalTokens);
    }
}
