import Tensors

/// A part of a tensor, written as in numpy: `[0, :, 3:8, ::2, -1, ...]`.
///
///     let slice = try Slice(parsing: "[-1, :8]")
///     let part = try slice.select(from: tensor)       // the first eight numbers of the last row
///
/// An index takes one place and its axis away; a range keeps the axis. Ranges end before their second number and are cut
/// where the axis ends; an index must exist. Axes that aren't mentioned are taken whole.
public struct Slice: Hashable, Sendable {
    public enum Element: Hashable, Sendable {
        /// One place; negative counts from the end.
        case index(Int)
        /// `from:to:step`, each of which may be missing.
        case range(from: Int?, to: Int?, step: Int)
        /// As many whole axes as are missing.
        case ellipsis
    }

    public let elements: [Element]

    /// Everything.
    public static let all = Slice([])

    public init(_ elements: [Element]) {
        self.elements = elements
    }

    /// - Parameter text: with or without the brackets
    public init(parsing text: String) throws(SliceError) {
        var inner = Substring(text).trimmed
        if inner.first == "[" {
            guard inner.last == "]", inner.count > 1 else { throw .unclosed }
            inner = inner.dropFirst().dropLast().trimmed
        }
        var elements: [Element] = []
        for part in inner.isEmpty ? [] : inner.split(separator: ",", omittingEmptySubsequences: false) {
            elements.append(try Self.element(part.trimmed))
        }
        guard elements.filter({ $0 == .ellipsis }).count <= 1 else { throw .twoEllipses }
        self.init(elements)
    }

    private static func element(_ text: Substring) throws(SliceError) -> Element {
        if text == "..." || text == "…" { return .ellipsis }
        var numbers: [Int?] = []
        for part in text.split(separator: ":", omittingEmptySubsequences: false).map(\.trimmed) {
            guard part.isEmpty || Int(part) != nil else { throw .notANumber(String(text)) }
            numbers.append(Int(part))
        }
        switch numbers.count {
        case 1:
            guard let index = numbers[0] else { throw .notANumber(String(text)) }
            return .index(index)
        case 2: return .range(from: numbers[0], to: numbers[1], step: 1)
        case 3:
            guard numbers[2] != 0 else { throw .stepOfZero }
            return .range(from: numbers[0], to: numbers[1], step: numbers[2] ?? 1)
        default: throw .notANumber(String(text))
        }
    }
}

extension Slice: CustomStringConvertible {
    public var description: String {
        let parts = elements.map { element in
            switch element {
            case .index(let index): String(index)
            case .ellipsis: "..."
            case .range(let from, let to, let step):
                (from.map(String.init) ?? "") + ":" + (to.map(String.init) ?? "") + (step == 1 ? "" : ":\(step)")
            }
        }
        return "[" + parts.joined(separator: ", ") + "]"
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
