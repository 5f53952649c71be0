/// The texts of tokens, found by absolute position, as labels: `'▁is'`, `"'s"`, `'\n'`.
///
/// What no terminal could show is escaped, so a label is one line that takes the columns it seems to take.
public struct TokenLabels: Sendable {
    private let plainLabels: [String]
    private let quotedLabels: [String]
    private let firstPosition: Int

    public init(_ texts: [String], firstPosition: Int = 0) {
        self.init(escaped: texts.map { Self.escaped(Array($0.utf8)) }, firstPosition: firstPosition)
    }

    /// Tokens are bytes: a character may be spread over several. A byte that is no text becomes `\xE4`.
    public init(bytes: [[UInt8]], firstPosition: Int = 0) {
        self.init(escaped: bytes.map(Self.escaped), firstPosition: firstPosition)
    }

    /// No labels, where there are no tokens to name.
    public static let none = TokenLabels([])

    private init(escaped: [String], firstPosition: Int) {
        plainLabels = escaped
        quotedLabels = escaped.map { $0.contains("'") && !$0.contains("\"") ? "\"\($0)\"" : "'\($0)'" }
        self.firstPosition = firstPosition
    }

    /// The positions that have labels.
    public var positions: Range<Int> { firstPosition..<firstPosition + quotedLabels.count }

    /// The label in quotes; empty where there is none.
    public subscript(position: Int) -> String {
        positions.contains(position) ? quotedLabels[position - firstPosition] : ""
    }

    /// The label without quotes; empty where there is none.
    public func plain(_ position: Int) -> String {
        positions.contains(position) ? plainLabels[position - firstPosition] : ""
    }

    /// The label in at most `width` columns; a closing quote stays: `'transf…'`.
    public func label(_ position: Int, width: Int, ellipsis: String = "…") -> String {
        Self.cut(self[position], to: width, ellipsis: ellipsis)
    }

    static func cut(_ label: String, to width: Int, ellipsis: String) -> String {
        guard label.displayWidth > width, width > 1, let quote = label.last else {
            return label.truncated(to: width, ellipsis: ellipsis)
        }
        return label.truncated(to: width - 1, ellipsis: ellipsis) + String(quote)
    }

    /// The columns that the labels of these positions take, at most `limit`.
    public func width(of positions: some Sequence<Int>, limit: Int) -> Int {
        min(positions.map { self[$0].displayWidth }.max() ?? 0, limit)
    }

    private static func escaped(_ bytes: [UInt8]) -> String {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var text = ""
        var start = 0
        while true {
            switch decoder.decode(&iterator) {
            case .emptyInput: return text
            case .error:
                text += escaped(bytes[start])
                start += 1
                // The decoder may have swallowed good bytes behind the bad one.
                decoder = UTF8()
                iterator = Array(bytes[start...]).makeIterator()
            case .scalarValue(let scalar):
                text += escaped(scalar)
                start += UTF8.width(scalar)
            }
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": return "\\n"
        case "\t": return "\\t"
        case "\r": return "\\r"
        default: break
        }
        switch scalar.properties.generalCategory {
        // A zero width joiner stays: emoji are made with it.
        case .format where scalar == "\u{200D}": return String(scalar)
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            return scalar.escaped(asASCII: true)
        default: return String(scalar)
        }
    }

    private static func escaped(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "\\x" + (digits.count < 2 ? "0" : "") + digits
    }
}
