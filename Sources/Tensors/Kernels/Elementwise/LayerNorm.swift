extension Kernels {
    /// Takes the mean of every row from it, divides by the standard deviation, then scales and shifts.
    ///
    ///     y[t, i] = (x[t, i] − μ) / √(mean_j (x[t, j] − μ)² + ε) · w[i] + b[i],   μ = mean_j x[t, j]
    ///
    /// - Shapes: x [..., D], w [D], b [D] → as x
    /// - Numerics: mean and deviation in two sweeps, each summed in Float in sixteen lanes; ε inside the root.
    public static func layerNorm(_ x: Tensor, weight: WeightVector, bias: WeightVector, epsilon: Float) -> Tensor {
        let length = x.shape.rowLength
        precondition(weight.values.count == length && bias.values.count == length, "\(weight.name) does not fit rows of \(x.shape)")
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                guard x.count > 0 else { return }
                let (source, target) = (Floats(x), MutableFloats(y))
                Parallel.forEachRange(count: x.count / length, work: 4 * length) { rows in
                    weight.values.withUnsafeBufferPointer { weight in
                        bias.values.withUnsafeBufferPointer { bias in
                            for row in rows {
                                layerNormRow(
                                    source.base + row * length, into: target.base + row * length, count: length,
                                    weight.baseAddress!, bias.baseAddress!, epsilon)
                            }
                        }
                    }
                }
            }
        }
    }

    @inline(never)
    private static func layerNormRow(
        _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, _ weight: UnsafePointer<Float>,
        _ bias: UnsafePointer<Float>, _ epsilon: Float
    ) {
        var sums = Lanes.zero
        LaneLoops.forEach(x, count: count) { sums += $0 }
        let average = sumOfLanes(sums) / Float(count)
        let mean = Lanes(repeating: average)
        var squares = Lanes.zero
        // What fills up the last register is no deviation from the mean.
        LaneLoops.forEach(x, count: count, padding: average) { squares.addProduct($0 - mean, $0 - mean) }
        let scale = Lanes(repeating: 1 / (sumOfLanes(squares) / Float(count) + epsilon).squareRoot())
        LaneLoops.zip(x, weight, into: y, count: count) { ($0 - mean) * scale * $1 }
        LaneLoops.zip(y, bias, into: y, count: count) { $0 + $1 }
    }
}
