namespace Llama.Tests.Parameters;

public sealed class InferenceParametersTests
{
    [Fact]
    public void The_defaults_are_the_models_own()
    {
        var parameters = InferenceParameters.Default;

        Assert.Equal((0.5, 0.9, 512), (parameters.Temperature, parameters.TopP, parameters.MaxGenLen));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.Epsilon)]
    [InlineData(0.9999999999999999)]
    public void Temperature_and_top_p_are_taken_from_0_to_1(double value)
    {
        InferenceParameters parameters = new() { Temperature = value, TopP = value };

        Assert.Equal((value, value), (parameters.Temperature, parameters.TopP));
    }

    [Theory]
    [InlineData(-double.Epsilon, "-5E-324")]
    [InlineData(1.0000000000000002, "1.0000000000000002")]
    [InlineData(-1, "-1")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    public void Others_are_refused_and_not_clamped(double value, string shown)
    {
        var temperature = Assert.ThrowsAny<LlamaException>(() => new InferenceParameters { Temperature = value });
        var topP = Assert.ThrowsAny<LlamaException>(() => new InferenceParameters { TopP = value });

        Assert.Equal((LlamaError.Invalid, "temperature"), (temperature.Error, temperature.Parameter));
        Assert.Equal($"temperature is {shown}; expected 0 to 1.", temperature.Message);
        Assert.Equal((LlamaError.Invalid, "top_p"), (topP.Error, topP.Parameter));
        Assert.Equal($"top_p is {shown}; expected 0 to 1.", topP.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public void Max_gen_len_is_taken_from_1_to_4096(int value)
    {
        Assert.Equal(value, new InferenceParameters { MaxGenLen = value }.MaxGenLen);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4097)]
    [InlineData(int.MaxValue)]
    public void Other_lengths_are_refused(int value)
    {
        var error = Assert.ThrowsAny<LlamaException>(() => new InferenceParameters { MaxGenLen = value });

        Assert.Equal((LlamaError.Invalid, "max_gen_len"), (error.Error, error.Parameter));
        Assert.Equal($"max_gen_len is {value}; expected 1 to 4096.", error.Message);
    }
}
