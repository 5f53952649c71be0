extension Kernels {
    /// Turns every row into probabilities. A row of only −∞ becomes zeros; a NaN or +∞ makes its whole row NaN.
    ///
    ///     y[i] = exp(x[i] − max x) / Σ_j exp(x[j] − max x)
    ///
    /// - Shapes: [..., n] → the same
    /// - Numerics: exponentials within 2 units in the last place, zero below 2^−126; their sum in sixteen lanes.
    public static func softmax(_ x: Tensor) -> Tensor {
        let length = x.shape.rowLength
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                guard x.count > 0 else { return }
                let (source, target) = (Floats(x), MutableFloats(y))
                Parallel.forEachRange(count: x.count / length, work: 8 * length) { rows in
                    for row in rows { softmaxRow(source.base + row * length, into: target.base + row * length, count: length) }
                }
            }
        }
    }

    @inline(never)
    private static func softmaxRow(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
        var tops = Lanes(repeating: -.infinity)
        LaneLoops.forEach(x, count: count, padding: -.infinity) { tops.replace(with: $0, where: $0 .> tops) }
        let top = tops.max()
        guard top > -.infinity else {
            // Comparisons pass by a NaN; the sum of the row doesn't.
            var sums = Lanes.zero
            LaneLoops.forEach(x, count: count) { sums += $0 }
            y.update(repeating: sumOfLanes(sums).isNaN ? .nan : 0, count: count)
            return
        }
        let largest = Lanes(repeating: top)
        var sums = Lanes.zero
        let whole = count & ~15
        for i in stride(from: 0, to: whole, by: 16) {
            let power = exponential(x.lanes(i) - largest)
            y.store(power, at: i)
            sums += power
        }
        if whole < count {
            let power = exponential(x.lanes(whole, count: count - whole, padding: -.infinity) - largest)
            y.store(power, at: whole, count: count - whole)
            sums += power
        }
        let sum = Lanes(repeating: sumOfLanes(sums))
        LaneLoops.map(y, into: y, count: count) { $0 / sum }
    }
}
