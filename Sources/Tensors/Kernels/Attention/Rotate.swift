import Foundation

extension Kernels {
    /// Rotary position embedding on interleaved pairs: every head is d/2 pairs, each turned by its own angle.
    ///
    ///     (a, b) → (a cos θ − b sin θ, a sin θ + b cos θ),   θ = position · frequencies[j]
    ///
    /// - Shapes: x [T, n·d], frequencies [d/2] → as x; row t is position `firstPosition` + t
    /// - Numerics: angles, sines and cosines in Float, as the reference computes them; products and their sum are each rounded.
    /// - Cost: T·d sines and cosines, which all heads of a row share.
    public static func rotate(_ x: Tensor, firstPosition: Int, frequencies: [Float]) -> Tensor {
        let headSize = 2 * frequencies.count
        let rowLength = x.shape.rowLength
        precondition(headSize > 0 && rowLength % headSize == 0, "\(x.shape) does not divide into heads of \(headSize)")
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                guard x.count > 0 else { return }
                let (source, target) = (Floats(x), MutableFloats(y))
                Parallel.forEachRange(count: x.count / rowLength, work: rowLength + 16 * headSize) { rows in
                    TensorStorage.withScratch(2 * headSize) { table in
                        for row in rows {
                            fillTable(table, position: Float(firstPosition + row), frequencies)
                            for start in stride(from: row * rowLength, to: (row + 1) * rowLength, by: headSize) {
                                turn(source.base + start, into: target.base + start, count: headSize, table)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Every cosine twice; then every sine twice, the first time negated.
    private static func fillTable(_ table: UnsafeMutablePointer<Float>, position: Float, _ frequencies: [Float]) {
        let headSize = 2 * frequencies.count
        for pair in 0..<frequencies.count {
            let angle = position * frequencies[pair]
            let (sine, cosine) = (sinf(angle), cosf(angle))
            table[2 * pair] = cosine
            table[2 * pair + 1] = cosine
            table[headSize + 2 * pair] = -sine
            table[headSize + 2 * pair + 1] = sine
        }
    }

    @inline(__always)
    private static func turn(
        _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, _ table: UnsafePointer<Float>
    ) {
        let whole = count & ~15
        for i in stride(from: 0, to: whole, by: 16) {
            let pairs = x.lanes(i)
            y.store(pairs * table.lanes(i) + swappingNeighbours(pairs) * table.lanes(count + i), at: i)
        }
        for i in stride(from: whole, to: count, by: 2) {
            y[i] = x[i] * table[i] + x[i + 1] * table[count + i]
            y[i + 1] = x[i + 1] * table[i + 1] + x[i] * table[count + i + 1]
        }
    }
}
