extension Kernels {
    /// y = x · W for dense row-major rows, straight from the stored weights.
    ///
    ///     y[t, o] = Σ_i x[t, i] · W(o, i)
    ///
    /// - Shapes: x [rows, in], W [out, in] → [rows, out]
    /// - Numerics: weights widened exactly, products and sums fused in Float. With the layout `inputMajor` one input after the other within parts
    ///   of some hundred, then the parts; with `outputMajor` one after the other for many rows, and for few rows sixteen partial sums, then
    ///   their tree. The number of threads never changes a bit.
    ///   One row and codes of eight or four bits are multiplied as whole numbers where the processor can (`FixedPointRow`).
    ///   A scale per output multiplies the finished sum; scales per group multiply the group's sum of one row, and the weights for several.
    /// - Cost: 2 · rows · in · out flops; each weight is read from memory once up to some hundred rows.
    static func multiply(
        _ x: UnsafePointer<Float>, rows: Int, by matrix: WeightMatrix, into y: UnsafeMutablePointer<Float>
    ) {
        let tokens = TokenRows(base: x, count: rows, stride: matrix.inputs)
        let results = ResultRows(base: y, stride: matrix.outputs)
        guard rows > 0 && matrix.outputs > 0 else { return }
        switch matrix.encoding {
        case .float32: multiply(tokens, by: matrix, as: Float32Weights.self, into: results)
        case .bfloat16: multiply(tokens, by: matrix, as: BFloat16Weights.self, into: results)
        case .float16: multiply(tokens, by: matrix, as: Float16Weights.self, into: results)
        case .float8: multiply(tokens, by: matrix, as: Float8Weights.self, into: results)
        case .int8 where canMultiplyBytes(tokens, Int8Weights.self, matrix):
            let codes = StoredRows<Int8Weights>(matrix.base, stride: matrix.stride)
            let rows = ScaledRows(codes: codes, inputs: matrix.inputs, scales: matrix.codeScales)
            ByteProducts.multiply(x, by: rows, outputs: matrix.outputs, into: y)
        case .int8: multiply(tokens, by: matrix, as: Int8Weights.self, into: results)
        case .int4: multiplyPacked(tokens, by: matrix, into: results)
        case .q8Block32: multiply(tokens, by: matrix, as: Q8Block32.self, into: results)
        case .q4Block32: multiply(tokens, by: matrix, as: Q4Block32.self, into: results)
        case .q4Block256: multiply(tokens, by: matrix, as: Q4Block256.self, into: results)
        case .q5Block256: multiply(tokens, by: matrix, as: Q5Block256.self, into: results)
        case .q6Block256: multiply(tokens, by: matrix, as: Q6Block256.self, into: results)
        }
    }

    /// Each layout of the scales by its name: opened from a value, the type would not be known when the kernels are compiled.
    private static func multiplyPacked(_ x: TokenRows, by matrix: WeightMatrix, into y: ResultRows) {
        let scales = matrix.codeScales
        switch (scales.groupLength, scales.dtype) {
        case _ where scales.hasZeroPoints: multiplyPacked(x, by: matrix, as: AnyScales.self, into: y)
        case (matrix.inputs..., _): multiplyPacked(x, by: matrix, as: OneScale.self, into: y)
        case (let length, _) where length % Int4Weights.blockLength == 0: multiplyPacked(x, by: matrix, as: OneScale.self, into: y)
        case (64, _): multiplyPacked(x, by: matrix, as: TwoScales.self, into: y)
        case (32, .bfloat16): multiplyPacked(x, by: matrix, as: FourBFloat16Scales.self, into: y)
        case (32, .float32): multiplyPacked(x, by: matrix, as: FourFloat32Scales.self, into: y)
        default: multiplyPacked(x, by: matrix, as: AnyScales.self, into: y)
        }
    }

    private static func multiplyPacked<Scales: LaneScales>(
        _ x: TokenRows, by matrix: WeightMatrix, as scales: Scales.Type, into y: ResultRows
    ) {
        let rows = PackedRows<Scales>(matrix)
        if canMultiplyBytes(x, Int4Weights.self, matrix) {
            return ByteProducts.multiply(x.base, by: rows, outputs: matrix.outputs, into: y.base)
        }
        let work = x.count * matrix.inputs
        if x.count <= fewTokens {
            withArrangedRows(x, inputs: matrix.inputs, Int4Weights.self) { arranged in
                Parallel.forEachRange(count: matrix.outputs, granularity: 4, work: work) { outputs in
                    PackedProducts.multiply(arranged, by: rows, outputs: outputs, into: y)
                }
            }
        } else {
            let panels = PackedPanels(rows: rows)
            Parallel.forEachRange(count: matrix.outputs, granularity: panelWidth, work: work) { outputs in
                PanelProducts.multiply(x, by: panels, inputs: matrix.inputs, outputs: outputs, into: y)
            }
        }
    }

    private static func multiply<Format: WeightFormat>(
        _ x: TokenRows, by matrix: WeightMatrix, as format: Format.Type, into y: ResultRows
    ) {
        let weights = StoredRows<Format>(matrix.base, stride: matrix.stride)
        let inputs = matrix.inputs
        let work = x.count * inputs
        let scales = matrix.scales
        switch matrix.layout {
        case .outputMajor where x.count <= fewTokens:
            withArrangedRows(x, inputs: inputs, format) { arranged in
                Parallel.forEachRange(count: matrix.outputs, granularity: 4, work: work) { outputs in
                    DotProducts.multiply(arranged, by: weights, inputs: inputs, outputs: outputs, into: y)
                    scales?.apply(to: y, rows: x.count, outputs: outputs)
                }
            }
        case .inputMajor where x.count <= fewTokens / 4:
            ColumnParts.multiply(x, by: weights, inputs: inputs, outputs: matrix.outputs, into: y) { outputs in
                scales?.apply(to: y, rows: x.count, outputs: outputs)
            }
        case .outputMajor:
            let panels = OutputMajorPanels(weights: weights)
            Parallel.forEachRange(count: matrix.outputs, granularity: panelWidth, work: work) { outputs in
                PanelProducts.multiply(x, by: panels, inputs: inputs, outputs: outputs, into: y)
                scales?.apply(to: y, rows: x.count, outputs: outputs)
            }
        case .inputMajor:
            let panels = InputMajorPanels(weights: weights)
            Parallel.forEachRange(count: matrix.outputs, granularity: panelWidth, work: work, share: 1) { outputs in
                PanelProducts.multiply(x, by: panels, inputs: inputs, outputs: outputs, into: y, sumsInParts: true)
                scales?.apply(to: y, rows: x.count, outputs: outputs)
            }
        }
    }

    /// Whether one token's whole blocks meet codes that lie together for each output and have no zero points.
    private static func canMultiplyBytes<Format: ByteFormat>(_ x: TokenRows, _ format: Format.Type, _ matrix: WeightMatrix) -> Bool {
        ByteInstructions.areFast && x.count == 1 && matrix.layout == .outputMajor && matrix.inputs % Format.blockLength == 0
            && matrix.inputs > 0 && matrix.scales?.hasZeroPoints == false
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
