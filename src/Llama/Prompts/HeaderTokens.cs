using System.Text.RegularExpressions;

namespace Llama.Prompts;

/// <summary>A family's special tokens, as they are written in a prompt.</summary>
/// <param name="HeaderStart">Precedes a role.</param>
/// <param name="HeaderEnd">Follows a role.</param>
/// <param name="EndOfTurn">Follows a message.</param>
/// <param name="Special">Matches every special token of the family.</param>
internal sealed partial record HeaderTokens(string HeaderStart, string HeaderEnd, string EndOfTurn, Func<Regex> Special)
{
    /// <summary>Llama 3, 3.1 and 3.3.</summary>
    public static HeaderTokens Llama3 { get; } = new("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", SpecialOfLlama3);

    /// <summary>Llama 4.</summary>
    public static HeaderTokens Llama4 { get; } = new("<|header_start|>", "<|header_end|>", "<|eot|>", SpecialOfLlama4);

    /// <summary>Precedes the first message.</summary>
    public const string Begin = "<|begin_of_text|>";

    /// <summary>Matches the start of anything that looks like a special token.</summary>
    [GeneratedRegex(@"<\|(?=[A-Za-z0-9_]+\|>)")]
    public static partial Regex Start();

    [GeneratedRegex(
        @"<\|(?:begin_of_text|end_of_text|start_header_id|end_header_id|eot_id|eom_id|python_tag|finetune_right_pad_id|reserved_special_token_[0-9]{1,3})\|>"
    )]
    private static partial Regex SpecialOfLlama3();

    [GeneratedRegex(
        @"<\|(?:begin_of_text|end_of_text|header_start|header_end|eot|eom|step|finetune_right_pad|python_start|python_end|image_start|image_end|image|patch|tile_[xy]_separator|fim_(?:prefix|middle|suffix)|(?:text_post_train_|vision_)?reserved_special_token_[0-9]{1,4})\|>"
    )]
    private static partial Regex SpecialOfLlama4();
}
