namespace Llama.Tests.Errors;

public sealed class LlamaExceptionTests
{
    public static TheoryData<LlamaError> Errors => [.. Enum.GetValues<LlamaError>()];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Whether_to_try_again_depends_on_the_error(LlamaError error)
    {
        var retryable = error switch
        {
            LlamaError.Invalid
            or LlamaError.ContextLengthExceeded
            or LlamaError.AccessDenied
            or LlamaError.Retired
            or LlamaError.Guardrail
            or LlamaError.Misconfigured
            or LlamaError.ModelError => false,
            LlamaError.Throttled or LlamaError.NotReady or LlamaError.Unavailable or LlamaError.TimedOut or LlamaError.Interrupted => true,
            _ => throw new ArgumentOutOfRangeException(nameof(error)),
        };

        Assert.Equal(retryable, LlamaException.Of(error, "why").IsRetryable);
    }

    [Fact]
    public void Every_error_has_a_type_of_its_own_by_which_telemetry_knows_it()
    {
        var types = Enum.GetValues<LlamaError>().Select(error => LlamaException.Of(error, "why")).ToList();

        Assert.Equal(Enum.GetValues<LlamaError>(), types.Select(exception => exception.Error));
        Assert.Equal(types.Count, types.Select(exception => exception.GetType()).Distinct().Count());
    }

    [Fact]
    public void A_stream_that_broke_after_its_first_text_is_not_tried_again()
    {
        Assert.False(LlamaException.Interrupted("why", null, "a", default).IsRetryable);
    }

    [Theory]
    [InlineData("2", "n is 2; expected 0 to 1.")]
    [InlineData(null, "n: 0 to 1.")]
    public void A_refusal_names_field_value_and_range(string? value, string message)
    {
        var error = LlamaException.Invalid("n", value, "0 to 1");

        Assert.Equal((LlamaError.Invalid, "n", message), (error.Error, error.Parameter, error.Message));
        Assert.Equal(("", default(TokenUsage), null), (error.PartialText, error.PartialUsage, error.InnerException));
    }
}
