using Llama;

namespace Chat.Metering;

/// <summary>The text of an answer, or of a part of one, in any of the forms in which the model's answers are passed on.</summary>
internal static class AnswerText
{
    public static string Of<T>(T answer) =>
        answer switch
        {
            ChatEvent.Text text => text.Value,
            Completion whole => whole.Text,
            ModelJson json => NativeAnswer.TextOf(json),
            _ => "",
        };
}
