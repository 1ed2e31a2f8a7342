namespace Chat.Telemetry;

/// <summary>A CloudWatch metric.</summary>
/// <param name="Name">Its name in the namespace <see cref="MetricNames.Namespace"/>.</param>
/// <param name="Unit">CloudWatch's name for its unit.</param>
/// <param name="Scope">Its dimensions.</param>
internal sealed record MetricName(string Name, string Unit, MetricScope Scope);

/// <summary>Sets of dimensions. All metrics of a scope are written together.</summary>
internal enum MetricScope
{
    /// <summary>Stage and function.</summary>
    Function,

    /// <summary>Stage, and stage and model.</summary>
    Model,

    /// <summary>Stage and code of an error.</summary>
    Code,

    /// <summary>Stage and rating.</summary>
    Rating,
}
