import Foundation

extension Kernels {
    /// The columns of the k largest numbers of every row, largest first; of equals the one further left.
    ///
    /// - Shapes: x [T, E] → [T, k]
    public static func topIndices(_ x: Tensor, count: Int) -> Indices {
        let length = x.shape.rowLength
        precondition(count <= length, "\(count) of \(length) columns")
        return x.withUnsafeBuffer { x in
            var chosen: [Int32] = []
            for start in stride(from: 0, to: x.count, by: max(length, 1)) {
                var row: [Int] = []
                for _ in 0..<count {
                    var best = -1
                    for column in 0..<length where !row.contains(column) {
                        if best < 0 || x[start + column] > x[start + best] { best = column }
                    }
                    row.append(best)
                }
                chosen += row.map { Int32($0) }
            }
            return Indices([x.count / max(length, 1), count], chosen)
        }
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
        return Tensor(Shape(scores.shape.extents + [length])) { y in
            x.withUnsafeBuffer { x in
                for i in 0..<scores.count {
                    let score = scores[flat: i]
                    for column in 0..<length { y[i * length + column] = score * x[i / chosen * length + column] }
                }
            }
        }
    }

    /// Adds up what the chosen experts said.
    ///
    /// - Shapes: x [T, k, D] → [T, D]
    public static func sumCopies(_ x: Tensor) -> Tensor {
        let (rows, chosen, length) = (x.shape[0], x.shape[1], x.shape[2])
        return Tensor([rows, length]) { y in
            x.withUnsafeBuffer { x in
                for i in 0..<rows * length {
                    let (row, column) = (i / length, i % length)
                    var sum: Float = 0
                    for copy in 0..<chosen { sum += x[(row * chosen + copy) * length + column] }
                    y[i] = sum
                }
            }
        }
    }
}
