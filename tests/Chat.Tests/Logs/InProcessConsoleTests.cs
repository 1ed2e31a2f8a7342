using LocalCloud.Lambda;

namespace Chat.Tests.Logs;

public class InProcessConsoleTests
{
    [Fact]
    public async Task What_one_instance_puts_before_the_console_is_not_found_by_the_next_one()
    {
        List<TextWriter> found = [];
        Task Start()
        {
            found.Add(Console.Out);
            Console.SetOut(new PrefixedWriter(Console.Out));
            return Task.CompletedTask;
        }

        await InProcessFunction.StartOnBareConsole(Start);
        await InProcessFunction.StartOnBareConsole(Start);

        Assert.All([.. found, Console.Out], writer => Assert.IsNotType<PrefixedWriter>(writer, exactMatch: false));
        Assert.Same(found[0], found[1]);
    }

    private sealed class PrefixedWriter(TextWriter next) : StringWriter
    {
        public override void WriteLine(string? value) => next.WriteLine($"prefix {value}");
    }
}
