namespace Llama.Tests.Models;

public sealed class ModelReferenceTests
{
    [Fact]
    public void The_catalogs_id_is_the_on_demand_model()
    {
        var reference = ModelReference.Parse("meta.llama2-13b-chat-v1");

        Assert.Equal(ModelReference.OnDemand(LlamaModel.Llama2Chat13B), reference);
        Assert.Equal("meta.llama2-13b-chat-v1", reference.InvocationId);
        Assert.Null(reference.Region);
        Assert.False(reference.IsDedicated);
    }

    [Fact]
    public void Every_entry_of_the_catalog_is_found_by_its_id()
    {
        Assert.All(LlamaModel.Catalog, model => Assert.Same(model, ModelReference.Parse(model.Id).Model));
    }

    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12", "us-east-1")]
    [InlineData("arn:aws:bedrock:eu-central-1:123456789012:imported-model/0123456789az", "eu-central-1")]
    [InlineData("arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:provisioned-model/abcdefghij12", "us-gov-west-1")]
    public void A_dedicated_models_ARN_names_its_region(string arn, string region)
    {
        var reference = ModelReference.Parse(arn);

        Assert.Equal((arn, region, true), (reference.InvocationId, reference.Region, reference.IsDedicated));
        Assert.Same(LlamaModel.Llama2Chat13B, reference.Model);
    }

    [Fact]
    public void An_ARN_stands_for_the_entry_that_it_is_told_to()
    {
        var other = LlamaModel.Llama2Chat13B with { Id = "other" };

        var reference = ModelReference.Parse("arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghij12", other);

        Assert.Same(other, reference.Model);
    }

    [Theory]
    [InlineData("")]
    [InlineData("meta.llama2-70b-chat-v1")]
    [InlineData("META.LLAMA2-13B-CHAT-V1")]
    [InlineData("meta.llama2-13b-chat-v1 ")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/meta.llama2-13b-chat-v1")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:custom-model/abcdefghij12")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdefghij12")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij1")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij123")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/ABCDEFGHIJ12")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij1é")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12/x")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model")]
    [InlineData("arn:aws:bedrock:us-east-1:12345678901:provisioned-model/abcdefghij12")]
    [InlineData("arn:aws:bedrock:us-east-1:12345678901x:provisioned-model/abcdefghij12")]
    [InlineData("arn:aws:bedrock:us-east-1::provisioned-model/abcdefghij12")]
    [InlineData("arn:aws:bedrock::123456789012:provisioned-model/abcdefghij12")]
    [InlineData("arn:aws:sagemaker:us-east-1:123456789012:provisioned-model/abcdefghij12")]
    [InlineData("arn::bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12")]
    [InlineData("aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12")]
    public void Anything_else_is_refused(string idOrArn)
    {
        var error = Assert.Throws<LlamaException>(() => ModelReference.Parse(idOrArn));

        Assert.Equal((LlamaError.Invalid, "model"), (error.Error, error.Parameter));
        Assert.Contains("meta.llama2-13b-chat-v1", error.Message, StringComparison.Ordinal);
    }
}
