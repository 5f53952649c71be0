/// A glob over value names: `*` stands for any run of characters without a dot, `**` for any run at all, `?` for one
/// character.
///
///     layers.*.attn.pattern      every layer's pattern
///     layers.3.**                everything in layer 3
public struct NamePattern: Hashable, Sendable, CustomStringConvertible {
    private enum Element: Hashable {
        case literal(UInt8)
        case anyOne
        case anyWithinPart
        case anything
    }

    public let description: String
    private let elements: [Element]
    /// Most patterns are plain names.
    private let isName: Bool

    public init(_ pattern: String) {
        description = pattern
        var elements: [Element] = []
        for byte in pattern.utf8 {
            switch byte {
            case UInt8(ascii: "*") where elements.last == .anyWithinPart: elements[elements.count - 1] = .anything
            case UInt8(ascii: "*") where elements.last == .anything: break
            case UInt8(ascii: "*"): elements.append(.anyWithinPart)
            case UInt8(ascii: "?"): elements.append(.anyOne)
            default: elements.append(.literal(byte))
            }
        }
        self.elements = elements
        isName = !pattern.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }
    }

    /// Takes O(name · pattern) steps, whatever the pattern.
    public func matches(_ name: String) -> Bool {
        guard !isName else { return name == description }
        // reachable[i]: the elements before i match what has been read of the name.
        var reachable = [Bool](repeating: false, count: elements.count + 1)
        reachable[0] = true
        skipRuns(&reachable)
        for byte in name.utf8 {
            var next = [Bool](repeating: false, count: elements.count + 1)
            for (i, element) in elements.enumerated() where reachable[i] {
                switch element {
                case .literal(let wanted): if byte == wanted { next[i + 1] = true }
                case .anyOne: next[i + 1] = true
                case .anyWithinPart: if byte != UInt8(ascii: ".") { next[i] = true }
                case .anything: next[i] = true
                }
            }
            reachable = next
            skipRuns(&reachable)
        }
        return reachable[elements.count]
    }

    /// A run may be empty, so what is reachable before it is reachable behind it.
    private func skipRuns(_ reachable: inout [Bool]) {
        for (i, element) in elements.enumerated()
        where reachable[i] && (element == .anyWithinPart || element == .anything) {
            reachable[i + 1] = true
        }
    }
}
