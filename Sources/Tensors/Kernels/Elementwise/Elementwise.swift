import Foundation

extension Kernels {
    /// a + b, element by element.
    public static func add(_ a: Tensor, _ b: Tensor) -> Tensor {
        zip(a, b) { $0 + $1 }
    }

    /// a · b, element by element.
    public static func multiply(_ a: Tensor, _ b: Tensor) -> Tensor {
        zip(a, b) { $0 * $1 }
    }

    /// The sigmoid linear unit: x / (1 + e^−x).
    public static func silu(_ x: Tensor) -> Tensor {
        Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                for i in 0..<x.count { y[i] = x[i] / (1 + expf(-x[i])) }
            }
        }
    }

    /// Multiplies every row by its own factor.
    ///
    /// - Shapes: x [T, n], factors [T] → [T, n]
    public static func scaleRows(_ x: Tensor, by factors: Tensor) -> Tensor {
        let length = x.shape.rowLength
        precondition(factors.count == x.shape.rowCount, "\(factors.shape) is not one factor per row of \(x.shape)")
        return Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                for i in 0..<x.count { y[i] = x[i] * factors[flat: i / length] }
            }
        }
    }

    private static func zip(_ a: Tensor, _ b: Tensor, _ combine: (Float, Float) -> Float) -> Tensor {
        precondition(a.shape == b.shape, "\(a.shape) and \(b.shape) differ")
        return Tensor(a.shape) { y in
            a.withUnsafeBuffer { a in
                b.withUnsafeBuffer { b in
                    for i in 0..<a.count { y[i] = combine(a[i], b[i]) }
                }
            }
        }
    }
}
