import Tokenizer
import Views

/// What a token is called: its text in quotes, or its id where it has none.
enum TokenName {
    static func text(_ id: Int32, _ tokenizer: Tokenizer?) -> String {
        labels([id], tokenizer)[0]
    }

    /// The labels of many tokens, by position.
    static func labels(_ ids: [Int32], _ tokenizer: Tokenizer?) -> TokenLabels {
        TokenLabels(bytes: ids.map { id in
            let bytes = tokenizer?.bytes(id) ?? []
            return bytes.isEmpty ? Array("#\(id)".utf8) : bytes
        })
    }
}
