namespace Llama.Tests.Models;

public sealed class LlamaModelTests
{
    [Fact]
    public void The_catalog_says_what_is_known_of_Llama_2_13B_Chat()
    {
        var model = LlamaModel.Catalog[0];

        Assert.Same(LlamaModel.Llama2Chat13B, model);
        Assert.Equal(("meta.llama2-13b-chat-v1", 4096), (model.Id, model.ContextWindow));
        Assert.Equal(["us-east-1", "us-west-2"], model.Regions);
        Assert.Equal(new(0.00075m, 0.00100m, 21.18m), model.Pricing);
        Assert.Equal(ModelLifecycle.Retired, model.Lifecycle);
        Assert.Same(PromptTemplate.Llama2, model.Template);
    }

    [Fact]
    public void The_catalog_names_a_successor_with_all_that_a_deployment_needs()
    {
        var model = LlamaModel.Catalog[1];

        Assert.Same(LlamaModel.Llama3Instruct8B, model);
        Assert.Equal(("meta.llama3-8b-instruct-v1:0", 8192), (model.Id, model.ContextWindow));
        Assert.Equal(["us-east-1", "us-west-2"], model.Regions);
        Assert.Equal(new(0.0003m, 0.0006m, null), model.Pricing);
        Assert.Equal(ModelLifecycle.Active, model.Lifecycle);
        Assert.Same(PromptTemplate.Llama3, model.Template);
        Assert.Equal(LlamaModel.Catalog.Count, LlamaModel.Catalog.Select(entry => entry.Id).Distinct().Count());
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
