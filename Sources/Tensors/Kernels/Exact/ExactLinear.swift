extension Kernels {
    /// A linear layer in Float64: what any implementation in fewer digits can be measured against. It is for looking, not for speed.
    ///
    ///     y[t, o] = Σ_i x[t, i] · W[o, i]
    ///
    /// - Parameters:
    ///   - x: rows of `matrix.inputs` numbers, one after the other
    ///   - rounding: applied to every weight before it is used
    /// - Returns: the products, and the Euclidean norm of every output's weights, which says how large the terms of a sum are.
    public static func exactLinear(
        _ x: [Double], _ matrix: WeightMatrix, rounding: @Sendable (Float) -> Float = { $0 }
    ) -> (values: [Double], weightNorms: [Double]) {
        let (inputs, outputs) = (matrix.inputs, matrix.outputs)
        precondition(inputs > 0 && x.count % inputs == 0, "\(x.count) numbers are no rows of \(inputs)")
        let rows = x.count / inputs
        var values = [Double](repeating: 0, count: rows * outputs)
        var norms = [Double](repeating: 0, count: outputs)
        x.withUnsafeBufferPointer { x in
            values.withUnsafeMutableBufferPointer { values in
                norms.withUnsafeMutableBufferPointer { norms in
                    let (source, target, lengths) = (Doubles(x.baseAddress!), MutableDoubles(values.baseAddress), MutableDoubles(norms.baseAddress!))
                    Parallel.forEachRange(count: outputs, work: max(rows, 1) * inputs) { range in
                        var row = [Double](repeating: 0, count: inputs)
                        for output in range {
                            row.withUnsafeMutableBufferPointer { row in
                                for input in 0..<inputs {
                                    row[input] = Double(rounding(matrix[output: output, input: input]))
                                }
                                let weights = UnsafePointer(row.baseAddress!)
                                lengths.base![output] = dot(weights, weights, inputs).squareRoot()
                                for token in 0..<rows {
                                    target.base![token * outputs + output] = dot(source.base + token * inputs, weights, inputs)
                                }
                            }
                        }
                    }
                }
            }
        }
        return (values, norms)
    }

    /// Eight sums, so that the processor needn't wait for each one.
    private static func dot(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
        var sums = SIMD8<Double>(repeating: 0)
        let whole = count & ~7
        for i in stride(from: 0, to: whole, by: 8) {
            let (left, right) = (UnsafeRawPointer(a + i), UnsafeRawPointer(b + i))
            sums += left.loadUnaligned(as: SIMD8<Double>.self) * right.loadUnaligned(as: SIMD8<Double>.self)
        }
        var sum = sums.sum()
        for i in whole..<count { sum += a[i] * b[i] }
        return sum
    }
}

private struct Doubles: @unchecked Sendable {
    let base: UnsafePointer<Double>
    init(_ base: UnsafePointer<Double>) { self.base = base }
}

private struct MutableDoubles: @unchecked Sendable {
    let base: UnsafeMutablePointer<Double>?
    init(_ base: UnsafeMutablePointer<Double>?) { self.base = base }
}
