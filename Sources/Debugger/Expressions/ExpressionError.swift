/// What is wrong with an expression: where, what, and what to try.
struct ExpressionError: Error, Hashable, Sendable, CustomStringConvertible {
    enum Kind: Hashable, Sendable {
        /// It can't be read.
        case syntax
        /// It names something that does not exist.
        case unknown
        /// It names something that has not been computed yet.
        case notComputed
        /// It can't be evaluated.
        case type
    }

    let kind: Kind
    let message: String
    let hint: String
    /// Characters before the place; nil where no single place is to blame.
    let position: Int?
    /// What was read; set where the place is to be shown.
    var source: String?

    init(_ kind: Kind, _ message: String, hint: String = "", at position: Int? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.position = position
    }

    var description: String {
        let sentence = Refusal.sentence(message) + (hint.isEmpty ? "" : " " + Refusal.sentence(hint))
        guard kind == .syntax, let position, let source, source.count < 200, !source.allSatisfy(\.isWhitespace) else { return sentence }
        return "\(sentence)\n    \(source)\n    \(String(repeating: " ", count: position))^"
    }
}
