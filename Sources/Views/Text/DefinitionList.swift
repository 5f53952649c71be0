/// Terms and what they mean: beside each other, or the meaning below where the screen is narrow. Nothing is cut.
///
///     shape(x)   the lengths of its axes
///     lens.top1  the token that the residual stream
///                predicts so far
public struct DefinitionList: Sendable {
    private var rows: [(term: String, meaning: String)] = []

    public init() {}

    public mutating func append(_ term: String, _ meaning: String) {
        rows.append((term, meaning))
    }

    /// Narrower screens have no room for two columns.
    private static let narrowest = 64

    /// The lines, without line ends.
    ///
    /// - Parameters:
    ///   - width: columns of the screen
    ///   - colouring: what makes a term stand out; it is given terms with their padding
    public func lines(_ width: Int, colouring: (String) -> String = { $0 }) -> [String] {
        // A term that is wider than the rest by far gets a line of its own.
        let termWidth = rows.map(\.term.displayWidth).filter { $0 <= width / 2 }.max() ?? 0
        return rows.flatMap { term, meaning -> [String] in
            guard width >= Self.narrowest, term.displayWidth <= termWidth else {
                return ["  " + colouring(term)] + meaning.wrapped(to: max(width - 6, 10)).map { "      " + $0 }
            }
            return meaning.wrapped(to: width - termWidth - 4).enumerated().map { number, line in
                ("  " + colouring((number == 0 ? term : "").padded(to: termWidth)) + "  " + line).trimmedAtEnd
            }
        }
    }
}
