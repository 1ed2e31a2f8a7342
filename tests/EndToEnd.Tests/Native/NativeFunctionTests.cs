namespace EndToEnd.Tests.Native;

public sealed class NativeFunctionTests(NativeMode mode) : FunctionTests(mode), IClassFixture<NativeMode>;
