import Foundation

extension Kernels {
    /// Turns every row into probabilities. A row of only −∞ becomes zeros.
    ///
    ///     y[i] = exp(x[i] − max x) / Σ_j exp(x[j] − max x)
    ///
    /// - Shapes: [..., n] → the same
    public static func softmax(_ x: Tensor) -> Tensor {
        let length = x.shape.rowLength
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                for start in stride(from: 0, to: x.count, by: max(length, 1)) {
                    let row = UnsafeBufferPointer(rebasing: x[start..<start + length])
                    let largest = row.max() ?? 0
                    guard largest > -.infinity else {
                        for i in start..<start + length { y[i] = 0 }
                        continue
                    }
                    var sum: Float = 0
                    for i in 0..<length {
                        y[start + i] = expf(row[i] - largest)
                        sum += y[start + i]
                    }
                    for i in start..<start + length { y[i] /= sum }
                }
            }
        }
    }
}
