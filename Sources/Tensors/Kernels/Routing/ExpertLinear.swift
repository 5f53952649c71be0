extension Kernels {
    /// A linear layer of the chosen experts only: every token is multiplied by the matrices of its own experts.
    ///
    ///     y[t, j] = x[t, j] · W_{indices[t, j]}
    ///
    /// Tokens of one expert are gathered, so that each expert's weights are read once.
    ///
    /// - Shapes: x [T, k, in], indices [T, k] → [T, k, out]
    public static func expertLinear(_ x: Tensor, _ experts: [WeightMatrix], indices: Indices) -> Tensor {
        let inputs = experts[0].inputs
        let outputs = experts[0].outputs
        precondition(x.shape.rowLength == inputs && x.shape.rowCount == indices.count, "\(x.shape) does not fit the experts")
        var rowsOfExpert = [[Int]](repeating: [], count: experts.count)
        for (row, expert) in indices.values.enumerated() { rowsOfExpert[Int(expert)].append(row) }
        return Tensor(Shape(indices.shape.extents + [outputs])) { y in
            x.withUnsafeBuffer { x in
                for (expert, rows) in rowsOfExpert.enumerated() where !rows.isEmpty {
                    let gathered = TensorStorage(capacity: rows.count * inputs)
                    let product = TensorStorage(capacity: rows.count * outputs)
                    for (place, row) in rows.enumerated() {
                        (gathered.base + place * inputs).update(from: x.baseAddress! + row * inputs, count: inputs)
                    }
                    multiply(gathered.base, rows: rows.count, by: experts[expert], into: product.base)
                    for (place, row) in rows.enumerated() {
                        (y.baseAddress! + row * outputs).update(from: product.base + place * outputs, count: outputs)
                    }
                }
            }
        }
    }
}
