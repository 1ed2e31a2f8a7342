using LocalCloud.Gateway;

namespace Shared;

internal sealed class NoLog : IRequestLog
{
    public void Answered(AnsweredRequest request) { }
}
