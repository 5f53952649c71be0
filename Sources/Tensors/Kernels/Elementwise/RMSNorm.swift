extension Kernels {
    /// Divides every group of `groupSize` numbers by its root mean square, then scales it.
    ///
    ///     y[g, i] = x[g, i] / √(mean_j x[g, j]² + ε) · w[i]
    ///
    /// A group is a row of the residual stream, or one head of q or k.
    ///
    /// - Shapes: x [T, n·groupSize], w [groupSize] or nil for a norm without weights → as x
    /// - Numerics: sums in Float; ε inside the root.
    public static func rmsNorm(_ x: Tensor, weight: WeightVector?, epsilon: Float, groupSize: Int) -> Tensor {
        precondition(x.count % max(groupSize, 1) == 0, "\(x.shape) does not divide into groups of \(groupSize)")
        precondition(weight == nil || weight!.values.count == groupSize, "the scale has another length than a group")
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                for start in stride(from: 0, to: x.count, by: groupSize) {
                    var sum: Float = 0
                    for i in start..<start + groupSize { sum += x[i] * x[i] }
                    let scale = 1 / (sum / Float(groupSize) + epsilon).squareRoot()
                    for i in 0..<groupSize { y[start + i] = x[start + i] * scale * (weight?.values[i] ?? 1) }
                }
            }
        }
    }
}
