namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Runs once before the first invocation; false ends the runtime without one.</summary>
public delegate Task<bool> LambdaBootstrapInitializer();
