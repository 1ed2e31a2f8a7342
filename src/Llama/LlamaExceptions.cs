namespace Llama;

/// <inheritdoc cref="LlamaError.Invalid"/>
public sealed class LlamaInvalidException : LlamaException
{
    internal LlamaInvalidException(string message, Exception? inner)
        : base(LlamaError.Invalid, message, inner) { }
}

/// <inheritdoc cref="LlamaError.ContextLengthExceeded"/>
public sealed class LlamaContextLengthException : LlamaException
{
    internal LlamaContextLengthException(string message, Exception? inner)
        : base(LlamaError.ContextLengthExceeded, message, inner) { }
}

/// <inheritdoc cref="LlamaError.AccessDenied"/>
public sealed class LlamaAccessDeniedException : LlamaException
{
    internal LlamaAccessDeniedException(string message, Exception? inner)
        : base(LlamaError.AccessDenied, message, inner) { }
}

/// <inheritdoc cref="LlamaError.Retired"/>
public sealed class LlamaRetiredException : LlamaException
{
    internal LlamaRetiredException(string message, Exception? inner)
        : base(LlamaError.Retired, message, inner) { }
}

/// <inheritdoc cref="LlamaError.Guardrail"/>
public sealed class LlamaGuardrailException : LlamaException
{
    internal LlamaGuardrailException(string message, Exception? inner)
        : base(LlamaError.Guardrail, message, inner) { }
}

/// <inheritdoc cref="LlamaError.Misconfigured"/>
public sealed class LlamaMisconfiguredException : LlamaException
{
    internal LlamaMisconfiguredException(string message, Exception? inner)
        : base(LlamaError.Misconfigured, message, inner) { }
}

/// <inheritdoc cref="LlamaError.Throttled"/>
public sealed class LlamaThrottledException : LlamaException
{
    internal LlamaThrottledException(string message, Exception? inner)
        : base(LlamaError.Throttled, message, inner) { }
}

/// <inheritdoc cref="LlamaError.NotReady"/>
public sealed class LlamaNotReadyException : LlamaException
{
    internal LlamaNotReadyException(string message, Exception? inner)
        : base(LlamaError.NotReady, message, inner) { }
}

/// <inheritdoc cref="LlamaError.Unavailable"/>
public sealed class LlamaUnavailableException : LlamaException
{
    internal LlamaUnavailableException(string message, Exception? inner)
        : base(LlamaError.Unavailable, message, inner) { }
}

/// <inheritdoc cref="LlamaError.TimedOut"/>
public sealed class LlamaTimeoutException : LlamaException
{
    internal LlamaTimeoutException(string message, Exception? inner)
        : base(LlamaError.TimedOut, message, inner) { }
}

/// <inheritdoc cref="LlamaError.ModelError"/>
public sealed class LlamaModelErrorException : LlamaException
{
    internal LlamaModelErrorException(string message, Exception? inner)
        : base(LlamaError.ModelError, message, inner) { }
}

/// <inheritdoc cref="LlamaError.Interrupted"/>
public sealed class LlamaInterruptedException : LlamaException
{
    internal LlamaInterruptedException(string message, Exception? inner)
        : base(LlamaError.Interrupted, message, inner) { }
}
