namespace Chat.Http;

/// <summary>An exception that knows the HTTP error it becomes.</summary>
internal interface IProblem
{
    ProblemException ToProblem();
}
