/// Why pictures can't be given to a model with this prompt.
public enum ImagePromptError: Error, Hashable, Sendable {
    case noTower
    case unusableTower(reason: String)
    /// The prompt has placeholders, and their number is another than that of the pictures.
    case placeholders(count: Int, pictures: Int)
    /// The prompt has placeholders, but there are no pictures.
    case noPictures(placeholders: Int)
    case noTokenizer
    /// The tokenizer lacks a token that pictures are made of.
    case missingToken(String)
    /// The tokenizer and config.json disagree about a token.
    case patchToken(tokenizer: Int32, config: Int32)
    /// Tokens that stand for patches, against rows that the pictures have.
    case patchCount(expected: Int, found: Int)
    /// The tiles are not of the size that the tower takes.
    case pixelShape(expected: String, found: String)
}

extension ImagePromptError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noTower:
            "This model sees no pictures: its checkpoint has no vision tower (no tensors vision_model.…). "
                + "Give a Llama 4 checkpoint that was not stripped of it, for example pocket-vision."
        case .unusableTower(let reason):
            "The vision tower of this checkpoint can't be used: \(reason)"
        case .placeholders(let count, let pictures):
            "The prompt has \(Self.times(count, "placeholder")) <|image|>, but \(Self.times(pictures, "picture")) \(pictures == 1 ? "is" : "are") given. "
                + "Write one for each picture, or none: the pictures go first then."
        case .noPictures(let count):
            "The prompt has \(Self.times(count, "placeholder")) <|image|>, but no picture is given. Give the pictures, or leave the placeholders out."
        case .noTokenizer:
            "The checkpoint has no tokenizer, so nothing tells which tokens pictures are made of. Give a checkpoint with tokenizer.json."
        case .missingToken(let name):
            "The tokenizer has no token \(name), which pictures are made of. Give the tokenizer of a Llama 4 checkpoint that sees pictures."
        case .patchToken(let tokenizer, let config):
            "The token <|patch|> is \(tokenizer) in the tokenizer and \(config) in config.json (image_token_index). "
                + "Both must come from the same checkpoint."
        case .patchCount(let expected, let found):
            "The pictures make \(expected) rows, but the prompt has \(found) tokens that stand for patches. "
                + "Each tile takes as many tokens as the tower makes rows of it."
        case .pixelShape(let expected, let found):
            "The tiles are \(found), but the vision tower takes \(expected)."
        }
    }

    private static func times(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
