using System.Numerics;
using System.Text.Json;

namespace Llama;

/// <summary>Sampling parameters. Instances are always valid: values out of range are refused, never clamped.</summary>
public sealed record InferenceParameters
{
    /// <summary>The largest <see cref="MaxGenLen"/> of all models; <see cref="Within"/> checks the limit of one model.</summary>
    public const int MaxGenLenLimit = 4096;

    /// <summary>The model's own defaults.</summary>
    public static InferenceParameters Default { get; } = new();

    /// <summary>Randomness, 0 to 1; 0.5 unless set.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: out of range or not a number.</exception>
    public double Temperature
    {
        get;
        init => field = InRange("temperature", value, 0, 1);
    } = 0.5;

    /// <summary>Nucleus sampling: the probability mass to sample from, 0 to 1; 0.9 unless set.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: out of range or not a number.</exception>
    public double TopP
    {
        get;
        init => field = InRange("top_p", value, 0, 1);
    } = 0.9;

    /// <summary>The most tokens to generate, 1 to 4,096 and at most the model's limit; 512 unless set.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: out of range.</exception>
    public int MaxGenLen
    {
        get;
        init => field = InRange("max_gen_len", value, 1, MaxGenLenLimit);
    } = 512;

    /// <summary>A copy with the values of <c>{"temperature", "top_p", "max_gen_len"}</c>, each optional.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: names the field that is unknown, of a wrong type or out of
    /// range.</exception>
    /// <param name="json">The object.</param>
    /// <param name="model">The model whose limit applies to <c>max_gen_len</c>; if null, the largest limit of all models.</param>
    public InferenceParameters With(JsonElement json, LlamaModel? model = null)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw LlamaException.Invalid("parameters", json.GetRawText(), "an object");
        }

        return json.EnumerateObject().Aggregate(this, (parameters, field) => parameters.With(field, model));
    }

    /// <summary>A copy with one of the three values; a JSON null changes nothing.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: names the field that is unknown, of a wrong type or out of
    /// range.</exception>
    /// <param name="field">The property.</param>
    /// <param name="model">The model whose limit applies to <c>max_gen_len</c>; if null, the largest limit of all models.</param>
    public InferenceParameters With(JsonProperty field, LlamaModel? model = null) =>
        field switch
        {
            { Name: not ("temperature" or "top_p" or "max_gen_len") } => throw LlamaException.Invalid(
                field.Name,
                null,
                "is not a parameter; use temperature, top_p and max_gen_len"
            ),
            { Value.ValueKind: JsonValueKind.Null } => this,
            { Name: "temperature" } => this with { Temperature = ReadNumber(field) },
            { Name: "top_p" } => this with { TopP = ReadNumber(field) },
            _ => this with { MaxGenLen = InRange(field.Name, ReadInteger(field), 1, model?.MaxGenLen ?? MaxGenLenLimit) },
        };

    /// <summary>Checks these parameters against a model's limit.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: <see cref="MaxGenLen"/> is more than the model's.</exception>
    public InferenceParameters Within(LlamaModel model)
    {
        InRange("max_gen_len", MaxGenLen, 1, model.MaxGenLen);

        return this;
    }

    /// <summary>The number in a JSON property.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: not a number.</exception>
    public static double ReadNumber(JsonProperty field) =>
        field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetDouble(out var number)
            ? number
            : throw LlamaException.Invalid(field.Name, field.Value.GetRawText(), "a number");

    /// <summary>The integer in a JSON property; <c>100.0</c> is one, since some languages have no other numbers.</summary>
    /// <exception cref="LlamaException"><see cref="LlamaError.Invalid"/>: not an integer of 32 bits.</exception>
    public static int ReadInteger(JsonProperty field) =>
        ReadInteger(field.Value) ?? throw LlamaException.Invalid(field.Name, field.Value.GetRawText(), "an integer");

    /// <summary>The integer that a JSON number is, with or without a fraction of zero; null if it is none of 32 bits.</summary>
    public static int? ReadInteger(JsonElement value) =>
        value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetInt32(out var whole) ? whole
        : value.TryGetDouble(out var number) && number is >= int.MinValue and <= int.MaxValue && number == Math.Truncate(number)
            ? (int)number
        : null;

    // NaN compares false with everything, so it is refused too.
    private static T InRange<T>(string name, T value, T least, T most)
        where T : INumber<T> =>
        value >= least && value <= most
            ? value
            : throw LlamaException.Invalid(name, string.Create(null, $"{value}"), string.Create(null, $"{least} to {most}"));
}
