extension Kernels {
    /// How likely the chosen places of every row are, if the row is made into probabilities.
    ///
    /// - Shapes: x [..., n], indices [rows, k] → [rows, k]
    /// - Numerics: as `softmax`; a few rows at a time, so that a long pass over a large vocabulary takes little memory.
    public static func probabilities(_ x: Tensor, at indices: Indices) -> Tensor {
        let (rows, length, count) = (x.shape.rowCount, x.shape.rowLength, indices.shape.rowLength)
        let few = 64
        return Tensor(indices.shape) { y in
            for first in stride(from: 0, to: rows, by: few) {
                let part = Tensor([min(few, rows - first), length]) { part in
                    x.withUnsafeBuffer { x in _ = part.update(fromContentsOf: x[first * length..<first * length + part.count]) }
                }
                softmax(part).withUnsafeBuffer { part in
                    for place in first * count..<min(first + few, rows) * count {
                        y[place] = part[(place / count - first) * length + Int(indices.values[place])]
                    }
                }
            }
        }
    }
}
