import Llama4
import Machine

/// Why a line can't be carried out, in a sentence or two that say what to try.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ sentence: String) {
        description = sentence
    }

    /// Any error as a sentence: with a capital letter and a full stop.
    public init(_ error: any Error) {
        if let refusal = error as? Refusal {
            self = refusal
        } else {
            self.init(Self.sentence("\(error)"))
        }
    }

    static func sentence(_ text: String) -> String {
        guard let first = text.first else { return "It failed, and nothing says why." }
        // The name of a value keeps its spelling.
        let isName = text.prefix { $0 != " " }.contains { $0 == "." || $0 == "_" }
        let begun = isName ? text : first.uppercased() + text.dropFirst()
        return [".", "!", "?", "\n", "^"].contains { begun.hasSuffix($0) } ? begun : begun + "."
    }
}

/// Runs what may fail in any way, and says it as a refusal.
func refusing<Result>(_ body: () throws -> Result) throws(Refusal) -> Result {
    do { return try body() } catch { throw Refusal(error) }
}
