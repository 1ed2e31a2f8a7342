namespace Llama.Tracing;

/// <summary>What a model is asked, as far as a trace may show it: no prompt, and no stop sequences, which are the caller's words.</summary>
/// <param name="Operation">The conventions' name of the operation.</param>
/// <param name="Model">The model.</param>
/// <param name="Guardrail">The guardrail; null for none.</param>
/// <param name="Parameters">The sampling parameters; null if they are only in the body.</param>
/// <param name="IsStreamed">Whether Bedrock is asked for a stream.</param>
internal sealed record AskedModel(
    string Operation,
    ModelReference Model,
    Guardrail? Guardrail,
    InferenceParameters? Parameters,
    bool IsStreamed
);
