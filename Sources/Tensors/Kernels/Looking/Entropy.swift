import Foundation

extension Kernels {
    /// How spread every row of probabilities is, in nats: 0 is one of them, ln n are n alike. NaN where a row holds one.
    ///
    ///     y[r] = −Σ_i p[r, i] · ln p[r, i]
    ///
    /// - Shapes: [..., n] → [rows]
    /// - Numerics: in Double; what is 0 adds nothing.
    public static func entropy(_ x: Tensor) -> Tensor {
        let (rows, length) = (x.shape.rowCount, x.shape.rowLength)
        return Tensor([rows]) { y in
            guard rows > 0 else { return }
            guard length > 0 else { return y.update(repeating: 0) }
            x.withUnsafeBuffer { x in
                let (source, target) = (Floats(x), MutableFloats(y))
                Parallel.forEachRange(count: rows, work: 8 * length) { range in
                    for row in range { target.base[row] = Float(entropy(source.base + row * length, length)) }
                }
            }
        }
    }

    private static func entropy(_ x: UnsafePointer<Float>, _ length: Int) -> Double {
        var sum = 0.0
        for begin in stride(from: 0, to: length, by: 16) {
            // Most of a pattern is hidden, and 0.
            if begin + 16 <= length, !any(x.lanes(begin) .!= Lanes.zero) { continue }
            for i in begin..<min(begin + 16, length) where x[i] != 0 { sum -= Double(x[i]) * log(Double(x[i])) }
        }
        // A single 1 would give −0.
        return sum == 0 ? 0 : sum
    }
}
