extension Kernels {
    /// A linear layer of the chosen experts only: every token is multiplied by the matrices of its own experts.
    ///
    ///     y[t, j] = x[t, j] · W_{indices[t, j]}
    ///
    /// Tokens of one expert are gathered, so that each expert's weights are read once.
    ///
    /// - Shapes: x [T, k, in], indices [T, k] → [T, k, out]
    /// - Numerics: as `linear` with the expert's matrix and the number of its tokens.
    public static func expertLinear(_ x: Tensor, _ experts: [WeightMatrix], indices: Indices) -> Tensor {
        let (inputs, outputs) = (experts[0].inputs, experts[0].outputs)
        precondition(x.shape.rowLength == inputs && x.shape.rowCount == indices.count, "\(x.shape) does not fit the experts")
        return Tensor(Shape(indices.shape.extents + [outputs])) { y in
            x.withUnsafeBuffer { x in
                guard let source = x.baseAddress, let target = y.baseAddress, indices.count > 0 else { return }
                let order = ExpertOrder(indices, experts: experts.count)
                if order.isSorted {
                    order.forEachExpert { expert, rows in
                        multiply(source + rows.lowerBound * inputs, rows: rows.count, by: experts[expert], into: target + rows.lowerBound * outputs)
                    }
                    return
                }
                let (from, to) = (Floats(x), MutableFloats(y))
                TensorStorage.withScratch(indices.count * (inputs + outputs)) { room in
                    let gathered = MutableFloats(UnsafeMutableBufferPointer(start: room, count: indices.count * inputs))
                    let products = MutableFloats(
                        UnsafeMutableBufferPointer(start: room + indices.count * inputs, count: indices.count * outputs))
                    Parallel.forEachRange(count: indices.count, work: inputs) { places in
                        for place in places {
                            (gathered.base + place * inputs).update(from: from.base + order.rows[place] * inputs, count: inputs)
                        }
                    }
                    order.forEachExpert { expert, rows in
                        multiply(
                            gathered.base + rows.lowerBound * inputs, rows: rows.count, by: experts[expert],
                            into: products.base + rows.lowerBound * outputs)
                    }
                    Parallel.forEachRange(count: indices.count, work: outputs) { places in
                        for place in places {
                            (to.base + order.rows[place] * outputs).update(from: products.base + place * outputs, count: outputs)
                        }
                    }
                }
            }
        }
    }
}

/// Rows in the order of their experts.
private struct ExpertOrder: Sendable {
    /// The row at each place.
    private(set) var rows: [Int]
    /// Where each expert's rows begin, and the end.
    private var starts: [Int]
    /// Whether the rows stand in this order already.
    let isSorted: Bool

    init(_ indices: Indices, experts: Int) {
        starts = [Int](repeating: 0, count: experts + 1)
        for expert in indices.values {
            precondition(expert >= 0 && Int(expert) < experts, "no expert \(expert) among \(experts)")
            starts[Int(expert) + 1] += 1
        }
        for expert in 0..<experts { starts[expert + 1] += starts[expert] }
        rows = [Int](repeating: 0, count: indices.count)
        var next = starts
        for (row, expert) in indices.values.enumerated() {
            rows[next[Int(expert)]] = row
            next[Int(expert)] += 1
        }
        isSorted = zip(indices.values, indices.values.dropFirst()).allSatisfy { $0 <= $1 }
    }

    /// Calls `body` with every expert that has rows, and their places.
    func forEachExpert(_ body: (Int, Range<Int>) -> Void) {
        for expert in 0..<starts.count - 1 where starts[expert] < starts[expert + 1] {
            body(expert, starts[expert]..<starts[expert + 1])
        }
    }
}
