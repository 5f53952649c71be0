import Tokenizer
import Views

/// What a token is called: its text in quotes, or its id where it has none.
enum TokenName {
    static func text(_ id: Int32, _ tokenizer: Tokenizer?) -> String {
        labels([id], tokenizer)[0]
    }

    /// The labels of many tokens, by position.
    ///
    /// - Parameter names: what positions are called that hold no text, such as a picture's patches
    static func labels(_ ids: [Int32], _ tokenizer: Tokenizer?, names: [Int: String] = [:]) -> TokenLabels {
        TokenLabels(bytes: ids.enumerated().map { position, id in
            if let name = names[position] { return Array(name.utf8) }
            let bytes = tokenizer?.bytes(id) ?? []
            return bytes.isEmpty ? Array("#\(id)".utf8) : bytes
        })
    }
}
