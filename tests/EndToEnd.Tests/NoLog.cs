using LocalCloud;

namespace EndToEnd.Tests;

internal sealed class NoLog : IRequestLog
{
    public void Answered(AnsweredRequest request)
    {
    }
}
