using System.Text.Json;
using Chat.Http;
using Llama;

namespace Chat.Completions;

/// <summary>What a lenient deployment changed in a request of OpenAI's clients, so that it could be answered.</summary>
/// <param name="isLenient">Whether anything may be changed; if not, the same is refused.</param>
internal sealed class Adjustments(bool isLenient)
{
    private readonly List<string> _names = [];

    public bool IsLenient { get; } = isLenient;

    public void Note(string field)
    {
        if (!_names.Contains(field))
        {
            _names.Add(field);
        }
    }

    /// <summary>A number from 0 to 1; the nearest one, where it may be changed.</summary>
    public InferenceParameters Read(InferenceParameters parameters, JsonProperty field)
    {
        if (!IsLenient || InferenceParameters.ReadNumber(field) is var number && number is >= 0 and <= 1)
        {
            return parameters.With(field);
        }

        Note(field.Name);
        var nearest = Math.Clamp(number, 0, 1);

        return field.NameEquals("temperature") ? parameters with { Temperature = nearest } : parameters with { TopP = nearest };
    }

    public IEnumerable<KeyValuePair<string, string>> Headers() =>
        _names.Count == 0 ? [] : [new(ApiHeaders.AdjustedParameters, string.Join(", ", _names))];
}
