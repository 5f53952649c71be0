/// The extents of an array, outermost first: `[T, D]` has T rows of D numbers.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
    public let extents: [Int]

    public init(_ extents: [Int]) {
        precondition(extents.allSatisfy { $0 >= 0 }, "an extent is never negative")
        self.extents = extents
    }

    public init(arrayLiteral extents: Int...) {
        self.init(extents)
    }

    public var rank: Int { extents.count }

    public subscript(axis: Int) -> Int { extents[axis] }

    /// The product of all extents. 1 for a scalar.
    public var elementCount: Int { extents.reduce(1, *) }

    /// The extent of the last axis: the length of one row.
    public var rowLength: Int { extents.last ?? 1 }

    /// The number of rows when all axes but the last are taken together.
    public var rowCount: Int { extents.dropLast().reduce(1, *) }

    /// One index per axis for a row-major offset.
    public func index(ofOffset offset: Int) -> [Int] {
        var rest = offset
        return extents.reversed().map { extent in
            defer { rest /= max(extent, 1) }
            return rest % max(extent, 1)
        }.reversed()
    }

    public var description: String {
        "[" + extents.map(String.init).joined(separator: ", ") + "]"
    }
}
