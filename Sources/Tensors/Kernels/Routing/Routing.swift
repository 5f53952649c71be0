import Foundation

extension Kernels {
    /// The columns of the k largest numbers of every row, largest first; of equals the one further left.
    ///
    /// - Shapes: x [T, E] → [T, k]
    /// - Numerics: a NaN is never larger than anything, so it is chosen only where nothing else is left or stands first.
    public static func topIndices(_ x: Tensor, count: Int) -> Indices {
        let length = x.shape.rowLength
        precondition(count <= length, "\(count) of \(length) columns")
        let rows = x.shape.rowCount
        var chosen = [Int32](repeating: 0, count: rows * count)
        x.withUnsafeBuffer { x in
            for row in 0..<rows {
                for place in row * count..<(row + 1) * count {
                    let earlier = chosen[row * count..<place]
                    var best = -1
                    for column in 0..<length {
                        guard best < 0 || x[row * length + column] > x[row * length + best] else { continue }
                        if !earlier.contains(Int32(column)) { best = column }
                    }
                    chosen[place] = Int32(best)
                }
            }
        }
        return Indices([rows, count], chosen)
    }

    /// The sigmoid of the chosen columns.
    ///
    ///     y[t, j] = 1 / (1 + exp(−x[t, indices[t, j]]))
    ///
    /// - Shapes: x [T, E], indices [T, k] → [T, k]
    public static func sigmoid(_ x: Tensor, at indices: Indices) -> Tensor {
        let (length, chosen) = (x.shape.rowLength, indices.shape.rowLength)
        return Tensor(indices.shape) { y in
            x.withUnsafeBuffer { x in
                for i in 0..<indices.count {
                    y[i] = 1 / (1 + expf(-x[i / chosen * length + Int(indices.values[i])]))
                }
            }
        }
    }

    /// One scaled copy of every row per chosen expert.
    ///
    ///     y[t, j] = scores[t, j] · x[t]
    ///
    /// - Shapes: x [T, D], scores [T, k] → [T, k, D]
    public static func scaleCopies(_ x: Tensor, by scores: Tensor) -> Tensor {
        let (length, chosen) = (x.shape.rowLength, scores.shape.rowLength)
        precondition(x.shape.rowCount == scores.shape.rowCount, "\(scores.shape) does not score the rows of \(x.shape)")
        return Tensor(Shape(scores.shape.extents + [length])) { y in
            guard y.count > 0 else { return }
            x.withUnsafeBuffer { x in
                scores.withUnsafeBuffer { scores in
                    let (source, factors, target) = (Floats(x), Floats(scores), MutableFloats(y))
                    Parallel.forEachRange(count: scores.count, work: length) { copies in
                        for copy in copies {
                            let factor = Lanes(repeating: factors.base[copy])
                            LaneLoops.map(source.base + copy / chosen * length, into: target.base + copy * length, count: length) { factor * $0 }
                        }
                    }
                }
            }
        }
    }

    /// Adds up what the chosen experts said, in the order of the choice.
    ///
    /// - Shapes: x [T, k, D] → [T, D]
    public static func sumCopies(_ x: Tensor) -> Tensor {
        let (rows, chosen, length) = (x.shape[0], x.shape[1], x.shape[2])
        return Tensor([rows, length]) { y in
            x.withUnsafeBuffer { x in
                let (source, target) = (Floats(x), MutableFloats(y))
                Parallel.forEachRange(count: rows, work: chosen * length) { rows in
                    for row in rows {
                        let sum = target.base + row * length
                        guard chosen > 0 else { sum.update(repeating: 0, count: length); continue }
                        sum.update(from: source.base + row * chosen * length, count: length)
                        for copy in 1..<max(chosen, 1) {
                            LaneLoops.zip(sum, source.base + (row * chosen + copy) * length, into: sum, count: length) { $0 + $1 }
                        }
                    }
                }
            }
        }
    }
}
