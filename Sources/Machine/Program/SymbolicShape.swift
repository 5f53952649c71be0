import Tensors

/// The shape of a register before anything has run: extents that every pass shares, and letters for those that it doesn't.
///
/// `T` is the number of new positions, `S` the number of keys that a layer sees (cached and new), `N` the number of tiles of a picture
/// in a pass of the vision tower, `R` the number of rows that pictures put into a pass.
public struct SymbolicShape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    public enum Extent: Hashable, Sendable, ExpressibleByIntegerLiteral {
        case fixed(Int)
        /// T
        case newPositions
        /// S
        case visibleKeys
        /// N
        case tiles
        /// R
        case imageRows

        public init(integerLiteral value: Int) {
            self = .fixed(value)
        }
    }

    public let extents: [Extent]

    public init(_ extents: [Extent]) {
        self.extents = extents
    }

    public init(arrayLiteral extents: Extent...) {
        self.init(extents)
    }

    /// The extent of the last axis, where it is known.
    public var rowLength: Int? {
        if case .fixed(let length)? = extents.last { length } else { nil }
    }

    /// Whether a value of this shape can stand in the register when the pass has `newPositions` positions.
    public func admits(_ shape: Shape, newPositions: Int) -> Bool {
        shape.rank == extents.count
            && zip(extents, shape.extents).allSatisfy { extent, actual in
                switch extent {
                case .fixed(let length): actual == length
                case .newPositions: actual == newPositions
                case .visibleKeys, .tiles, .imageRows: true
                }
            }
    }

    public var description: String {
        let letters = extents.map { extent in
            switch extent {
            case .fixed(let length): String(length)
            case .newPositions: "T"
            case .visibleKeys: "S"
            case .tiles: "N"
            case .imageRows: "R"
            }
        }
        return "[" + letters.joined(separator: ", ") + "]"
    }
}
