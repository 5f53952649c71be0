extension Kernels {
    /// y = x · W for dense row-major rows, straight from the stored weights.
    ///
    ///     y[t, o] = Σ_i x[t, i] · W(o, i)
    ///
    /// - Shapes: x [rows, in], W [out, in] → [rows, out]
    /// - Numerics: weights widened exactly, products and sums fused in Float. With the layout `inputMajor` one input after the other; with
    ///   `outputMajor` the same for many rows, and for few rows sixteen partial sums, then their tree. The number of threads never changes a bit.
    /// - Cost: 2 · rows · in · out flops; each weight is read from memory once up to some hundred rows.
    static func multiply(
        _ x: UnsafePointer<Float>, rows: Int, by matrix: WeightMatrix, into y: UnsafeMutablePointer<Float>
    ) {
        let tokens = TokenRows(base: x, count: rows, stride: matrix.inputs)
        let results = ResultRows(base: y, stride: matrix.outputs)
        switch matrix.dtype {
        case .float32: multiply(tokens, by: matrix, as: Float32Weights.self, into: results)
        case .bfloat16: multiply(tokens, by: matrix, as: BFloat16Weights.self, into: results)
        case .float16: multiply(tokens, by: matrix, as: Float16Weights.self, into: results)
        default: preconditionFailure("\(matrix.name): \(matrix.dtype.rawValue) is not computable")
        }
    }

    private static func multiply<Format: WeightFormat>(
        _ x: TokenRows, by matrix: WeightMatrix, as format: Format.Type, into y: ResultRows
    ) {
        guard x.count > 0 && matrix.outputs > 0 else { return }
        let weights = StoredRows<Format>(matrix.base, stride: matrix.stride)
        let inputs = matrix.inputs
        let work = x.count * inputs
        switch matrix.layout {
        case .outputMajor where x.count <= fewTokens:
            withArrangedRows(x, inputs: inputs, format) { arranged in
                Parallel.forEachRange(count: matrix.outputs, granularity: 4, work: work, share: 2) { outputs in
                    DotProducts.multiply(arranged, by: weights, inputs: inputs, outputs: outputs, into: y)
                }
            }
        case .inputMajor where x.count <= fewTokens / 4:
            Parallel.forEachRange(count: matrix.outputs, granularity: 64, work: work, share: 1) { outputs in
                ColumnSums.multiply(x, by: weights, inputs: inputs, outputs: outputs, into: y)
            }
        case .outputMajor:
            let panels = OutputMajorPanels(weights: weights)
            Parallel.forEachRange(count: matrix.outputs, granularity: panelWidth, work: work) { outputs in
                PanelProducts.multiply(x, by: panels, inputs: inputs, outputs: outputs, into: y)
            }
        case .inputMajor:
            let panels = InputMajorPanels(weights: weights)
            Parallel.forEachRange(count: matrix.outputs, granularity: panelWidth, work: work, share: 1) { outputs in
                PanelProducts.multiply(x, by: panels, inputs: inputs, outputs: outputs, into: y)
            }
        }
    }

    /// Up to so many tokens, widening into panels costs more than it saves.
    static let fewTokens = 12

    /// Rows in the lanes' order; the given ones if they have it already.
    private static func withArrangedRows<Format: WeightFormat>(
        _ x: TokenRows, inputs: Int, _ format: Format.Type, _ body: (TokenRows) -> Void
    ) {
        let length = DotProducts.arrangedLength(inputs, format)
        if Format.parts == 1 && length == inputs { return body(x) }
        TensorStorage.withScratch(x.count * length) { arranged in
            let target = ResultRows(base: arranged, stride: length)
            Parallel.forEachRange(count: x.count, work: length) { rows in
                for row in rows { DotProducts.arrange(x.row(row), count: inputs, into: target.row(row), format) }
            }
            body(TokenRows(base: arranged, count: x.count, stride: length))
        }
    }
}
