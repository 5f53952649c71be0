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
    ///
    /// - Numerics: within 4 units in the last place; zero for x < −88.7, where the sum overflows.
    public static func silu(_ x: Tensor) -> Tensor {
        Tensor(x.shape) { y in
            x.withUnsafeBuffer { x in
                let (source, target) = (Floats(x), MutableFloats(y))
                // An exponential is some twenty operations.
                Parallel.forEachRange(count: x.count, granularity: 16, work: 8) { range in
                    let (x, y) = (source.base + range.lowerBound, target.base + range.lowerBound)
                    // Written out: a closure this long is not inlined, and its register is cut into four.
                    let whole = range.count & ~15
                    for i in stride(from: 0, to: whole, by: 16) { y.store(x.lanes(i) / (1 + exponential(-x.lanes(i))), at: i) }
                    if whole < range.count {
                        let rest = x.lanes(whole, count: range.count - whole)
                        y.store(rest / (1 + exponential(-rest)), at: whole, count: range.count - whole)
                    }
                }
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
                factors.withUnsafeBuffer { factors in
                    let (source, target, scales) = (Floats(x), MutableFloats(y), Floats(factors))
                    Parallel.forEachRange(count: factors.count, work: length) { rows in
                        for row in rows {
                            let factor = Lanes(repeating: scales.base[row])
                            LaneLoops.map(source.base + row * length, into: target.base + row * length, count: length) { $0 * factor }
                        }
                    }
                }
            }
        }
    }

    @inline(__always)
    private static func zip(_ a: Tensor, _ b: Tensor, _ combine: @Sendable (Lanes, Lanes) -> Lanes) -> Tensor {
        precondition(a.shape == b.shape, "\(a.shape) and \(b.shape) differ")
        return Tensor(a.shape) { y in
            a.withUnsafeBuffer { a in
                b.withUnsafeBuffer { b in
                    let (first, second, target) = (Floats(a), Floats(b), MutableFloats(y))
                    Parallel.forEachRange(count: a.count, granularity: 16, work: 1) { range in
                        LaneLoops.zip(
                            first.base + range.lowerBound, second.base + range.lowerBound, into: target.base + range.lowerBound,
                            count: range.count, combine)
                    }
                }
            }
        }
    }
}
