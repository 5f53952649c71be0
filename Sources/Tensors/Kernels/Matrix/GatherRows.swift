extension Kernels {
    /// Looks rows up in a table, as the embedding does.
    ///
    ///     y[t] = W[ids[t]]
    ///
    /// - Shapes: W [V, D], ids [T] → [T, D]
    /// - Precondition: every id is below V.
    public static func gatherRows(_ table: WeightMatrix, _ ids: Indices) -> Tensor {
        precondition(table.layout == .outputMajor, "a table has one row per id")
        return Tensor([ids.count, table.inputs]) { y in
            for (row, id) in ids.values.enumerated() {
                precondition(id >= 0 && Int(id) < table.outputs, "id \(id) outside of the table's \(table.outputs) rows")
                for column in 0..<table.inputs {
                    y[row * table.inputs + column] = table.dtype.float(at: Int(id) * table.stride + column, from: table.base)
                }
            }
        }
    }
}
