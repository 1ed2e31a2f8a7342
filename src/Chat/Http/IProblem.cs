namespace Chat.Http;

/// <summary>An exception of a feature that knows the error with which a request is answered.</summary>
internal interface IProblem
{
    ProblemException ToProblem();
}
