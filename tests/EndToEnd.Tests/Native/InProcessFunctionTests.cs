namespace EndToEnd.Tests.Native;

public sealed class InProcessFunctionTests(InProcessMode mode) : FunctionTests(mode), IClassFixture<InProcessMode>;
