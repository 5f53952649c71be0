extension Kernels {
    /// Divides every group of `groupSize` numbers by its root mean square, then scales it.
    ///
    ///     y[g, i] = x[g, i] / √(mean_j x[g, j]² + ε) · w[i]
    ///
    /// A group is a row of the residual stream, or one head of q or k.
    ///
    /// - Shapes: x [T, n·groupSize], w [groupSize] or nil for a norm without weights → as x
    /// - Numerics: sums in Float, in sixteen lanes; ε inside the root.
    public static func rmsNorm(_ x: Tensor, weight: WeightVector?, epsilon: Float, groupSize: Int) -> Tensor {
        precondition(x.count % max(groupSize, 1) == 0, "\(x.shape) does not divide into groups of \(groupSize)")
        precondition(weight == nil || weight!.values.count == groupSize, "the scale has another length than a group")
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                let (source, target) = (Floats(x), MutableFloats(y))
                Parallel.forEachRange(count: x.count / max(groupSize, 1), work: 2 * groupSize) { groups in
                    for group in groups {
                        let (x, y) = (source.base + group * groupSize, target.base + group * groupSize)
                        var squares = Lanes.zero
                        LaneLoops.forEach(x, count: groupSize) { squares.addProduct($0, $0) }
                        let scale = Lanes(repeating: 1 / (sumOfLanes(squares) / Float(groupSize) + epsilon).squareRoot())
                        if let weight {
                            weight.values.withUnsafeBufferPointer { w in
                                LaneLoops.zip(x, w.baseAddress!, into: y, count: groupSize) { $0 * scale * $1 }
                            }
                        } else {
                            LaneLoops.map(x, into: y, count: groupSize) { $0 * scale }
                        }
                    }
                }
            }
        }
    }
}
