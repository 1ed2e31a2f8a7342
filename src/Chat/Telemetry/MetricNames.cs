namespace Chat.Telemetry;

/// <summary>The metrics: written by the functions, read by alarms and dashboard, with OpenTelemetry's names for them.</summary>
internal static class MetricNames
{
    public const string Namespace = "LlamaChat";

    public const string Stage = "Stage";
    public const string Function = "Function";
    public const string Model = "Model";
    public const string Code = "Code";
    public const string Rating = "Rating";

    public static readonly MetricName Requests = new("Requests", Count, MetricScope.Function);
    public static readonly MetricName Duration = new("Duration", Milliseconds, MetricScope.Function);
    public static readonly MetricName ColdStarts = new("ColdStarts", Count, MetricScope.Function);

    /// <summary>Stored items that this version cannot read.</summary>
    public static readonly MetricName ItemsUnreadable = new("ItemsUnreadable", Count, MetricScope.Function);

    /// <summary>Answers whose usage could not be written.</summary>
    public static readonly MetricName UsageNotBooked = new("UsageNotBooked", Count, MetricScope.Function);

    /// <summary>Answers and feedback that could not be written for reviewers.</summary>
    public static readonly MetricName ReviewsNotWritten = new("ReviewsNotWritten", Count, MetricScope.Function);

    /// <summary>1 for a whole answer, 0 for one that failed or was cancelled.</summary>
    public static readonly MetricName Answers = new("Answers", Count, MetricScope.Model);
    public static readonly MetricName AnswersFailed = new("AnswersFailed", Count, MetricScope.Model);
    public static readonly MetricName AnswersCancelled = new("AnswersCancelled", Count, MetricScope.Model);
    public static readonly MetricName TokensIn = new("TokensIn", Count, MetricScope.Model);
    public static readonly MetricName TokensOut = new("TokensOut", Count, MetricScope.Model);
    public static readonly MetricName SpendUsd = new("SpendUsd", "None", MetricScope.Model);
    public static readonly MetricName TimeToFirstToken = new("TimeToFirstToken", Milliseconds, MetricScope.Model);
    public static readonly MetricName TimePerOutputToken = new("TimePerOutputToken", Milliseconds, MetricScope.Model);

    /// <summary>1 for an answer of another region than the preferred one, else 0.</summary>
    public static readonly MetricName Failovers = new("Failovers", Count, MetricScope.Model);

    /// <summary>Regions with an open circuit breaker.</summary>
    public static readonly MetricName CircuitsOpen = new("CircuitsOpen", Count, MetricScope.Model);

    /// <summary>Calls that Bedrock throttled, even if a retry succeeded.</summary>
    public static readonly MetricName Throttles = new("Throttles", Count, MetricScope.Model);

    /// <summary>Turns of a conversation that did not fit into the context window.</summary>
    public static readonly MetricName TurnsDropped = new("TurnsDropped", Count, MetricScope.Model);
    public static readonly MetricName GuardrailInterventions = new("GuardrailInterventions", Count, MetricScope.Model);

    /// <summary>Answers of a model whose end of life is announced.</summary>
    public static readonly MetricName LegacyAnswers = new("LegacyAnswers", Count, MetricScope.Model);

    public static readonly MetricName Errors = new("Errors", Count, MetricScope.Code);
    public static readonly MetricName Feedback = new("Feedback", Count, MetricScope.Rating);

    private const string Count = "Count";
    private const string Milliseconds = "Milliseconds";

    private static readonly string[][] _ofFunction =
    [
        [Stage, Function],
    ];
    private static readonly string[][] _ofModel =
    [
        [Stage],
        [Stage, Model],
    ];
    private static readonly string[][] _ofCode =
    [
        [Stage, Code],
    ];
    private static readonly string[][] _ofRating =
    [
        [Stage, Rating],
    ];

    public static IReadOnlyList<MetricName> All { get; } =
    [
        Requests,
        Duration,
        ColdStarts,
        ItemsUnreadable,
        UsageNotBooked,
        ReviewsNotWritten,
        Answers,
        AnswersFailed,
        AnswersCancelled,
        TokensIn,
        TokensOut,
        SpendUsd,
        TimeToFirstToken,
        TimePerOutputToken,
        Failovers,
        CircuitsOpen,
        Throttles,
        TurnsDropped,
        GuardrailInterventions,
        LegacyAnswers,
        Errors,
        Feedback,
    ];

    public static string[][] Dimensions(MetricScope scope) =>
        scope switch
        {
            MetricScope.Function => _ofFunction,
            MetricScope.Model => _ofModel,
            MetricScope.Code => _ofCode,
            _ => _ofRating,
        };
}
