import Tensors

/// Brings values of other tools into the shape that ours have: without a batch, heads side by side in a row.
///
///     [1, T, D], [T, D]                            → [T, D]
///     [1, H, T, d], [1, T, H, d], [T, H, d]        → [T, H·d]
///     [1, H, T, S]                                 → [H, T, S]
///     [T·k, D], [k, T, D]                          → [T, k, D]
///     [E·T, D], one copy for every expert          → [T, D], added up
///     [T, E], the score or 0                       → [T, k], what was chosen
///     an additive mask                             → 1 and 0
public enum ValueLayout {
    /// A value in our shape.
    public struct Aligned: Sendable {
        public let tensor: Tensor
        /// Whether it is the last row of what was expected, and nothing else.
        public var isLastRow = false
    }

    /// All ways to read a value as one of ours. There is more than one only where extents happen to be equal, as with as many
    /// tokens as heads.
    ///
    /// - Parameters:
    ///   - name: ours
    ///   - shape: the one that is expected
    ///   - heads: how many heads lie side by side in an expected row, where there are any
    public static func readings(of found: Tensor, as name: String, shape: Shape, heads: Int?) -> [Aligned] {
        let short = name.split(separator: ".").last.map(String.init) ?? name
        return shapes(of: found, short, shape, heads).map { Aligned(tensor: translated($0.tensor, short), isLastRow: $0.isLastRow) }
    }

    private static func shapes(of found: Tensor, _ name: String, _ shape: Shape, _ heads: Int?) -> [Aligned] {
        let extents = found.shape.extents.filter { $0 != 1 }
        let wanted = shape.extents.filter { $0 != 1 }
        var readings: [Aligned] = []
        func add(_ tensor: Tensor, isLastRow: Bool = false) { readings.append(Aligned(tensor: tensor, isLastRow: isLastRow)) }

        if found.count == shape.elementCount {
            if extents == wanted { add(found.reshaped(to: shape)) }
            let rows = shape.rowCount
            let length = shape.rowLength
            if let heads, shape.rank == 2, heads > 1, length % heads == 0 {
                let size = length / heads
                let split = [rows, heads, size].filter { $0 != 1 }
                let headsFirst = [heads, rows, size].filter { $0 != 1 }
                if extents == split { add(found.reshaped(to: shape)) }
                if extents == headsFirst, rows > 1 { add(found.swappingOuterAxes(heads, rows, size).reshaped(to: shape)) }
            }
            if shape.rank == 3, extents != wanted || shape[0] == shape[1] {
                if extents == [shape[0] * shape[1], shape[2]] { add(found.reshaped(to: shape)) }
                if extents == [shape[1], shape[0], shape[2]] { add(found.swappingOuterAxes(shape[1], shape[0], shape[2]).reshaped(to: shape)) }
            }
            if readings.isEmpty, shape.rank == 2, extents == wanted.reversed() { add(found.transposed(shape[1], shape[0])) }
            return readings
        }
        guard shape.rank >= 2, found.count > 0, shape.elementCount > 0 else { return readings }
        let (rows, length) = (shape[0], shape.rowLength)
        if name == "routed_out", found.count % shape.elementCount == 0, extents.last == length {
            add(found.summingCopies(found.count / shape.elementCount, shape))
        } else if name == "router_scores", extents.count == 2, extents.contains(rows) {
            let scores = extents[0] == rows ? found.reshaped(to: Shape(extents)) : found.reshaped(to: Shape(extents)).transposed(extents[0], rows)
            if scores.shape.rowLength > length { add(scores.largest(length)) }
        } else if shape.rank == 2, rows > 1, found.count == length, extents == [length] {
            add(found.reshaped(to: [1, length]), isLastRow: true)
        } else if name == "keys" || name == "values", found.count > shape.elementCount, found.count % length == 0 {
            // A cache that lets nothing go: the last positions are those that we see.
            for whole in cacheReadings(found, rowCount: found.count / length, length, heads) { add(whole.suffixRows(rows)) }
        }
        return readings
    }

    private static func cacheReadings(_ found: Tensor, rowCount: Int, _ length: Int, _ heads: Int?) -> [Tensor] {
        shapes(of: found, "", [rowCount, length], heads).map(\.tensor)
    }

    /// What other tools write for hidden: a very small number in scores, and the same number in a mask that is added.
    private static func translated(_ tensor: Tensor, _ name: String) -> Tensor {
        switch name {
        case "masked_scores", "scores":
            return tensor.mapped { $0 <= -9999 ? -.infinity : $0 }
        case "mask":
            let isAdditive = tensor.withUnsafeBuffer { $0.allSatisfy { $0 <= 0 } && $0.contains { $0 < 0 } }
            return isAdditive ? tensor.mapped { $0 == 0 ? 1 : 0 } : tensor
        default:
            return tensor
        }
    }
}

extension Tensor {
    func mapped(_ transform: (Float) -> Float) -> Tensor {
        Tensor(shape) { target in
            withUnsafeBuffer { source in for index in source.indices { target[index] = transform(source[index]) } }
        }
    }

    /// [a, b, c] → [b, a, c]
    func swappingOuterAxes(_ a: Int, _ b: Int, _ c: Int) -> Tensor {
        Tensor([b, a, c]) { target in
            withUnsafeBuffer { source in
                for i in 0..<a {
                    for j in 0..<b {
                        for k in 0..<c { target[(j * a + i) * c + k] = source[(i * b + j) * c + k] }
                    }
                }
            }
        }
    }

    /// [a, b] → [b, a]
    func transposed(_ a: Int, _ b: Int) -> Tensor {
        swappingOuterAxes(a, b, 1).reshaped(to: [b, a])
    }

    /// [copies · T, D] → [T, D]
    fileprivate func summingCopies(_ copies: Int, _ shape: Shape) -> Tensor {
        Tensor(shape) { target in
            target.update(repeating: 0)
            withUnsafeBuffer { source in
                for index in source.indices { target[index % target.count] += source[index] }
            }
        }
    }

    /// The largest numbers of every row, the largest first.
    fileprivate func largest(_ count: Int) -> Tensor {
        let length = shape.rowLength
        let values = withUnsafeBuffer { source in
            (0..<shape.rowCount).flatMap { row in source[row * length..<(row + 1) * length].sorted(by: >).prefix(count) }
        }
        return Tensor([shape.rowCount, count], values)
    }

    fileprivate func suffixRows(_ count: Int) -> Tensor {
        withUnsafeBuffer { Tensor([count, shape.rowLength], Array($0.suffix(count * shape.rowLength))) }
    }
}
