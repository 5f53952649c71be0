extension Kernels {
    /// Looks rows up in a table, as the embedding does.
    ///
    ///     y[t] = W[ids[t]]
    ///
    /// - Shapes: W [V, D], ids [T] → [T, D]
    /// - Numerics: widened exactly.
    /// - Precondition: every id is below V.
    public static func gatherRows(_ table: WeightMatrix, _ ids: Indices) -> Tensor {
        precondition(table.layout == .outputMajor, "a table has one row per id")
        return Tensor([ids.count, table.inputs]) { y in
            guard y.count > 0 else { return }
            let target = MutableFloats(y)
            Parallel.forEachRange(count: ids.count, work: table.inputs) { rows in
                for row in rows {
                    let id = Int(ids.values[row])
                    precondition(id >= 0 && id < table.outputs, "id \(id) outside of the table's \(table.outputs) rows")
                    let source = table.base + table.encoding.byteCount(id * table.stride)
                    let place = target.base + row * table.inputs
                    switch table.encoding {
                    case .float32: widen(source, count: table.inputs, into: place, Float32Weights.self)
                    case .bfloat16: widen(source, count: table.inputs, into: place, BFloat16Weights.self)
                    case .float16: widen(source, count: table.inputs, into: place, Float16Weights.self)
                    // Tables are seldom quantised, and a few rows of them are read.
                    default: for input in 0..<table.inputs { place[input] = table[output: id, input: input] }
                    }
                }
            }
        }
    }

    static func widen<Format: WeightFormat>(
        _ row: UnsafeRawPointer, count: Int, into target: UnsafeMutablePointer<Float>, _ format: Format.Type
    ) {
        let blocks = count / Format.blockLength
        for block in 0..<blocks { Format.widen(row + block * Format.blockBytes, into: target + block * Format.blockLength) }
        for i in blocks * Format.blockLength..<count { target[i] = Format.weight(i, from: row) }
    }
}
