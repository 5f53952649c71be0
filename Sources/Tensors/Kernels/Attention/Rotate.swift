import Foundation

extension Kernels {
    /// Rotary position embedding on interleaved pairs: every head is d/2 pairs, each turned by its own angle.
    ///
    ///     (a, b) → (a cos θ − b sin θ, a sin θ + b cos θ),   θ = position · frequencies[j]
    ///
    /// - Shapes: x [T, n·d], frequencies [d/2] → as x; row t is position `firstPosition` + t
    /// - Numerics: angles, sines and cosines in Float, as the reference computes them.
    public static func rotate(_ x: Tensor, firstPosition: Int, frequencies: [Float]) -> Tensor {
        let pairs = frequencies.count
        let rowLength = x.shape.rowLength
        precondition(rowLength % (2 * pairs) == 0, "\(x.shape) does not divide into heads of \(2 * pairs)")
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                for row in 0..<x.count / max(rowLength, 1) {
                    let position = Float(firstPosition + row)
                    for pair in 0..<pairs {
                        let angle = position * frequencies[pair]
                        let (sine, cosine) = (sinf(angle), cosf(angle))
                        for head in 0..<rowLength / (2 * pairs) {
                            let i = row * rowLength + (head * pairs + pair) * 2
                            y[i] = x[i] * cosine - x[i + 1] * sine
                            y[i + 1] = x[i] * sine + x[i + 1] * cosine
                        }
                    }
                }
            }
        }
    }
}
