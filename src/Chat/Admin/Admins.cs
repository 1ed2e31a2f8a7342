using Chat.Http;

namespace Chat.Admin;

/// <summary>Who may call the admin routes.</summary>
/// <param name="allowed">Groups, and owners: names of API keys, ids of IAM roles and users.</param>
internal sealed class Admins(IReadOnlyList<string> allowed)
{
    /// <exception cref="ProblemException">The caller is none of them.</exception>
    public void Require(ApiRequest request)
    {
        if (!request.Groups.Append(request.Owner!).Any(allowed.Contains))
        {
            throw new ProblemException(ProblemKind.Forbidden, "This route is for operators only.");
        }
    }
}
