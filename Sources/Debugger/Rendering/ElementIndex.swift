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
}
