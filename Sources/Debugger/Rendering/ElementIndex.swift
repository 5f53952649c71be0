import Tensors

/// One index per axis for a row-major offset.
enum ElementIndex {
    static func indices(_ offset: Int, in shape: Shape) -> [Int] {
        var rest = offset
        return shape.extents.reversed().map { extent in
            defer { rest /= Swift.max(extent, 1) }
            return rest % Swift.max(extent, 1)
        }.reversed()
    }

    /// Where a row-major offset lies, as it would be typed: `[3, 17]`.
    static func text(_ offset: Int, in shape: Shape) -> String {
        "[" + indices(offset, in: shape).map(String.init).joined(separator: ", ") + "]"
    }
}
