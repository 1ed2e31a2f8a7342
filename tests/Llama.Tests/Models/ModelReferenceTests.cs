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
        Assert.All(
            LlamaModel.Catalog,
            model => Assert.All(model.UsableIds().Append(model.Id), id => Assert.Same(model, ModelReference.Parse(id).Model))
        );
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
    public void An_ARN_uses_the_catalog_entry_that_is_configured_for_it()
    {
        var other = LlamaModel.Llama2Chat13B with { Id = "other" };

        var reference = ModelReference.Parse("arn:aws:bedrock:us-east-1:123456789012:imported-model/abcdefghij12", other);

        Assert.Same(other, reference.Model);
    }

    [Theory]
    [InlineData("meta.llama3-3-70b-instruct-v1:0", ModelKind.OnDemand, "us-east-2")]
    [InlineData("us.meta.llama3-3-70b-instruct-v1:0", ModelKind.InferenceProfile, "us-east-1,us-west-2")]
    [InlineData("meta.llama3-8b-instruct-v1:0", ModelKind.OnDemand, "us-east-1,us-west-2")]
    [InlineData(
        "arn:aws:bedrock:us-east-2:123456789012:inference-profile/us.meta.llama3-3-70b-instruct-v1:0",
        ModelKind.InferenceProfile,
        "us-east-2"
    )]
    [InlineData(
        "arn:aws:bedrock:us-east-2:123456789012:application-inference-profile/abcdefghij12",
        ModelKind.ApplicationInferenceProfile,
        "us-east-2"
    )]
    [InlineData("arn:aws:bedrock:us-east-2:123456789012:provisioned-model/abcdefghij12", ModelKind.Provisioned, "us-east-2")]
    [InlineData("arn:aws:bedrock:us-east-2:123456789012:imported-model/abcdefghij12", ModelKind.Imported, "us-east-2")]
    public void Every_kind_of_name_is_read_and_asked_in_its_regions(string name, ModelKind kind, string regions)
    {
        var reference = ModelReference.Parse(name, LlamaModel.Llama33Instruct70B);

        Assert.Equal((name, kind), (reference.InvocationId, reference.Kind));
        Assert.Equal(regions.Split(','), reference.DefaultRegions);
    }

    [Fact]
    public void A_profiles_ARN_says_which_model_it_is()
    {
        var reference = ModelReference.Parse(
            "arn:aws:bedrock:us-east-2:123456789012:inference-profile/us.meta.llama4-scout-17b-instruct-v1:0"
        );

        Assert.Same(LlamaModel.Llama4Scout17B, reference.Model);
        Assert.False(reference.IsDedicated);
    }

    [Fact]
    public void A_bare_id_that_no_region_serves_becomes_its_profile()
    {
        var reference = ModelReference.Parse("meta.llama4-maverick-17b-instruct-v1:0");

        Assert.Equal(("us.meta.llama4-maverick-17b-instruct-v1:0", ModelKind.InferenceProfile), (reference.InvocationId, reference.Kind));
    }

    [Theory]
    [InlineData("us-east-2", "meta.llama3-3-70b-instruct-v1:0")]
    [InlineData("us-east-1", "us.meta.llama3-3-70b-instruct-v1:0")]
    [InlineData("us-east-2,us-west-2", "us.meta.llama3-3-70b-instruct-v1:0")]
    [InlineData("eu-central-1", "meta.llama3-3-70b-instruct-v1:0")]
    public void A_bare_id_becomes_its_profile_where_only_that_can_be_asked(string regions, string expected)
    {
        var reference = ModelReference.Parse("meta.llama3-3-70b-instruct-v1:0").In(regions.Split(','));

        Assert.Equal(expected, reference.InvocationId);
    }

    [Theory]
    [InlineData(
        "eu.meta.llama3-3-70b-instruct-v1:0",
        "one of meta.llama3-3-70b-instruct-v1:0, us.meta.llama3-3-70b-instruct-v1:0, or the ARN"
    )]
    [InlineData("us.meta.llama3-8b-instruct-v1:0", "one of meta.llama3-8b-instruct-v1:0, or the ARN")]
    [InlineData("global.meta.llama4-scout-17b-instruct-v1:0", "one of us.meta.llama4-scout-17b-instruct-v1:0, or the ARN")]
    [InlineData(
        "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.meta.llama3-3-70b-instruct-v1:0",
        "one of meta.llama3-3-70b-instruct-v1:0, us.meta.llama3-3-70b-instruct-v1:0, or the ARN"
    )]
    public void A_name_that_cannot_work_is_refused_with_those_that_would(string name, string expected)
    {
        var error = Assert.ThrowsAny<LlamaException>(() => ModelReference.Parse(name));

        Assert.StartsWith(expected, error.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghij1")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/meta.llama3-3-70b-instruct-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1::inference-profile/us.meta.llama3-3-70b-instruct-v1:0")]
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
        var error = Assert.ThrowsAny<LlamaException>(() => ModelReference.Parse(idOrArn));

        Assert.Equal((LlamaError.Invalid, "model"), (error.Error, error.Parameter));
        Assert.Contains("meta.llama", error.Message, StringComparison.Ordinal);
    }
}
