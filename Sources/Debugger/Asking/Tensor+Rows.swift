import Tensors

/// Rows of a value, when all axes but the last are taken together.
extension Tensor {
    /// The numbers of one row.
    func row(_ row: Int) -> [Float] {
        let length = shape.rowLength
        return withUnsafeBuffer { Array($0[row * length..<(row + 1) * length]) }
    }

    /// The last row, [1, n].
    var lastRow: Tensor {
        let length = shape.rowLength
        return withUnsafeBuffer { Tensor([1, length], Array($0.suffix(length))) }
    }

    /// The same with one row of another of the same shape.
    func replacingRow(_ row: Int, from other: Tensor) -> Tensor {
        precondition(shape == other.shape, "\(shape) takes no row of \(other.shape)")
        var copy = self
        let length = shape.rowLength
        other.withUnsafeBuffer { source in
            copy.withUnsafeMutableBuffer { target in
                for offset in row * length..<(row + 1) * length { target[offset] = source[offset] }
            }
        }
        return copy
    }
}
