/// The names of Llama 4's special tokens in the order of their ids, the first of which follows the vocabulary's last.
///
/// Only `tokenizer.model` needs them: `tokenizer.json` brings its own, which differ in the last few.
///
/// - Source: llama-models `llama4/tokenizer.py`.
enum Llama4SpecialTokens {
    static let beginOfText = "<|begin_of_text|>"

    static let names: [String] = {
        let named =
            [
                beginOfText, "<|end_of_text|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>",
                "<|header_start|>", "<|header_end|>", "<|eom|>", "<|eot|>", "<|step|>",
            ]
            + reserved("text_post_train_", 0..<6)
            + ["<|python_start|>", "<|python_end|>", "<|finetune_right_pad|>"]
            + reserved("text_post_train_", 8..<69)
            + ["<|image_start|>", "<|image_end|>"]
            + reserved("vision_", 0..<2)
            + ["<|tile_x_separator|>", "<|tile_y_separator|>"]
            + reserved("vision_", 2..<6)
            + ["<|image|>"]
            + reserved("vision_", 6..<7)
            + ["<|patch|>"]
            + reserved("vision_", 7..<1048)
            + reserved("reasoning_", 0..<8)
            + ["<|reasoning_thinking_start|>", "<|reasoning_thinking_end|>"]
        return named + reserved("", 0..<(count - named.count))
    }()

    /// How many ids the release keeps for special tokens.
    private static let count = 2048

    private static func reserved(_ kind: String, _ numbers: Range<Int>) -> [String] {
        numbers.map { "<|\(kind)reserved_special_token_\($0)|>" }
    }
}
