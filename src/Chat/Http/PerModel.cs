using Chat.Configuration;

namespace Chat.Http;

/// <summary>One instance for each offered model, created on first use.</summary>
/// <param name="settings">The settings with all models.</param>
/// <param name="create">Creates an instance from the settings of one model.</param>
internal sealed class PerModel<T>(ChatSettings settings, Func<ChatSettings, T> create)
    where T : class
{
    private readonly IReadOnlyList<OfferedModel> _models = settings.Models;
    private readonly T?[] _made = new T?[settings.Models.Count];
    private readonly Lock _lock = new();

    /// <param name="id">The model's id in the request; null for the default.</param>
    /// <exception cref="ProblemException">The model is not offered.</exception>
    public T For(string? id)
    {
        var index = _models.Index().First(entry => entry.Item == RequestedModel.Of(settings, id)).Index;
        lock (_lock)
        {
            return _made[index] ??= create(settings.For(_models[index]));
        }
    }
}

/// <summary>Finds the model that a request names.</summary>
internal static class RequestedModel
{
    /// <summary>Names the default model whatever it is, so that a client does not change when the model does.</summary>
    public const string Default = "default";

    /// <param name="settings">The settings with all models.</param>
    /// <param name="id">The model's id in the request; null for the default.</param>
    /// <exception cref="ProblemException">The model is not offered.</exception>
    public static OfferedModel Of(ChatSettings settings, string? id) =>
        id is null
            ? settings.Models[0]
            : settings.Models.FirstOrDefault(model => model.Id == id)
                ?? settings.Models.FirstOrDefault(model => model.IsNamed(id))
                ?? (id == Default || settings.ModelAliases.Contains(id) ? settings.Models[0] : null)
                ?? throw NotFound(settings, id);

    /// <summary>What a conversation keeps of a model's name; null for the default, which may be another one by then.</summary>
    /// <exception cref="ProblemException">It is not offered.</exception>
    public static string? ToKeep(ChatSettings settings, string id) => Of(settings, id) is var model && model.IsNamed(id) ? model.Id : null;

    private static ProblemException NotFound(ChatSettings settings, string id) =>
        new(
            ProblemKind.ModelNotFound,
            $"The model {id} is not offered here; use {string.Join(" or ", settings.Models.Select(model => model.Id))}."
        )
        {
            Field = "model",
        };
}
