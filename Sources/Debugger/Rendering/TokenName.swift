import Tokenizer
import Views

/// What a token is called: its text in quotes, or its id where it has none.
enum TokenName {
    static func text(_ id: Int32, _ tokenizer: Tokenizer?) -> String {
        let text = tokenizer.map { $0.text(id) } ?? ""
        return text.isEmpty ? "#\(id)" : TokenLabels([text])[0]
    }
}
