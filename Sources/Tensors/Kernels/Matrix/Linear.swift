extension Kernels {
    /// A linear layer: every row of x times the matrix, plus the bias.
    ///
    ///     y[t, o] = Σ_i x[t, i] · W(o, i) + b[o]
    ///
    /// - Shapes: x [T, in], W [out, in] → [T, out]
    /// - Numerics: sums in Float, weights widened exactly.
    public static func linear(_ x: Tensor, _ matrix: WeightMatrix, bias: WeightVector? = nil) -> Tensor {
        precondition(x.shape.rowLength == matrix.inputs, "\(x.shape) does not fit \(matrix.inputs) inputs of \(matrix.name)")
        let rows = x.shape.rowCount
        return Tensor([rows, matrix.outputs]) { y in
            x.withUnsafeBuffer { x in
                multiply(x.baseAddress!, rows: rows, by: matrix, into: y.baseAddress!)
            }
            if let bias {
                precondition(bias.values.count == matrix.outputs, "\(bias.name) does not fit \(matrix.outputs) outputs of \(matrix.name)")
                bias.values.withUnsafeBufferPointer { bias in
                    guard let base = y.baseAddress, let bias = bias.baseAddress else { return }
                    for row in 0..<rows {
                        let place = base + row * matrix.outputs
                        LaneLoops.zip(place, bias, into: place, count: matrix.outputs) { $0 + $1 }
                    }
                }
            }
        }
    }
}
