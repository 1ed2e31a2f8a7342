namespace Chat.Configuration;

/// <summary>The names of the functions in the executable.</summary>
public static class FunctionNames
{
    public const string Admin = "admin";

    public const string Authorizer = "authorizer";

    public const string Completions = "completions";

    public const string Conversations = "conversations";

    public const string Expiry = "expiry";

    public const string Messages = "messages";

    public const string SignUp = "sign-up";
}
