using System.Text.Json;

namespace Llama.Tests.Parameters;

public sealed class ParametersFromJsonTests
{
    [Theory]
    [InlineData("{}", 0.1, 0.2, 3)]
    [InlineData("""{"temperature":0,"top_p":1,"max_gen_len":2048}""", 0, 1, 2048)]
    [InlineData("""{"temperature":1,"max_gen_len":1}""", 1, 0.2, 1)]
    [InlineData("""{"temperature":null,"top_p":null,"max_gen_len":null}""", 0.1, 0.2, 3)]
    [InlineData("""{"top_p":5e-1}""", 0.1, 0.5, 3)]
    public void Fields_that_are_there_replace_those_of_the_instance(string json, double temperature, double topP, int maxGenLen)
    {
        InferenceParameters before = new()
        {
            Temperature = 0.1,
            TopP = 0.2,
            MaxGenLen = 3,
        };

        var after = Read(before, json);

        Assert.Equal(
            new()
            {
                Temperature = temperature,
                TopP = topP,
                MaxGenLen = maxGenLen,
            },
            after
        );
    }

    [Theory]
    [InlineData("""{"temperature":-0.01}""", "temperature", "temperature is -0.01; expected 0 to 1.")]
    [InlineData("""{"temperature":1.01}""", "temperature", "temperature is 1.01; expected 0 to 1.")]
    [InlineData("""{"temperature":1e999}""", "temperature", "temperature is Infinity; expected 0 to 1.")]
    [InlineData("""{"temperature":"0.5"}""", "temperature", "temperature is \"0.5\"; expected a number.")]
    [InlineData("""{"temperature":true}""", "temperature", "temperature is true; expected a number.")]
    [InlineData("""{"top_p":[0.5]}""", "top_p", "top_p is [0.5]; expected a number.")]
    [InlineData("""{"top_p":2}""", "top_p", "top_p is 2; expected 0 to 1.")]
    [InlineData("""{"max_gen_len":0}""", "max_gen_len", "max_gen_len is 0; expected 1 to 2048.")]
    [InlineData("""{"max_gen_len":2049}""", "max_gen_len", "max_gen_len is 2049; expected 1 to 2048.")]
    [InlineData("""{"max_gen_len":1.5}""", "max_gen_len", "max_gen_len is 1.5; expected an integer.")]
    [InlineData("""{"max_gen_len":2147483648}""", "max_gen_len", "max_gen_len is 2147483648; expected an integer.")]
    [InlineData("""{"max_gen_len":"512"}""", "max_gen_len", "max_gen_len is \"512\"; expected an integer.")]
    [InlineData("""{"max_gen_len":{}}""", "max_gen_len", "max_gen_len is {}; expected an integer.")]
    [InlineData("""{"top_k":5}""", "top_k", "top_k: is not a parameter; use temperature, top_p and max_gen_len.")]
    [InlineData("""{"Temperature":null}""", "Temperature", "Temperature: is not a parameter; use temperature, top_p and max_gen_len.")]
    [InlineData("[]", "parameters", "parameters is []; expected an object.")]
    [InlineData("null", "parameters", "parameters is null; expected an object.")]
    [InlineData("0.5", "parameters", "parameters is 0.5; expected an object.")]
    public void What_is_wrong_is_refused_with_the_field_the_value_and_the_range(string json, string field, string message)
    {
        var error = Assert.ThrowsAny<LlamaException>(() => Read(InferenceParameters.Default, json));

        Assert.Equal((LlamaError.Invalid, field, message), (error.Error, error.Parameter, error.Message));
    }

    [Fact]
    public void A_value_that_is_too_long_to_show_is_cut()
    {
        var error = Assert.ThrowsAny<LlamaException>(() =>
            Read(InferenceParameters.Default, $$"""{"top_p":"{{new string('x', 1000)}}"}""")
        );

        Assert.Equal($"top_p is \"{new string('x', 60)}...; expected a number.", error.Message);
    }

    private static InferenceParameters Read(InferenceParameters parameters, string json)
    {
        using var document = JsonDocument.Parse(json);

        return parameters.With(document.RootElement, LlamaModel.Llama2Chat13B);
    }
}
