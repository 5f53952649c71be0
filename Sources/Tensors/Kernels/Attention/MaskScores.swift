extension Kernels {
    /// Hides what the mask forbids: −∞ there, the score elsewhere.
    ///
    /// - Shapes: scores [H, T, S], mask [T, S] → [H, T, S]
    public static func maskScores(_ scores: Tensor, _ mask: AttentionMask) -> Tensor {
        let (rows, keys) = (mask.queryCount, mask.keyCount)
        precondition(scores.shape.extents.suffix(2) == [rows, keys], "\(scores.shape) does not fit the mask \(mask.shape)")
        return Tensor(scores.shape) { y in
            scores.withUnsafeBuffer { x in
                guard x.count > 0 else { return }
                let (source, target) = (Floats(x), MutableFloats(y))
                Parallel.forEachRange(count: x.count / keys, work: keys) { all in
                    for row in all {
                        let visible = mask.visibleColumns(row: row % rows)
                        let (x, y) = (source.base + row * keys, target.base + row * keys)
                        y.update(repeating: -.infinity, count: visible.lowerBound)
                        (y + visible.lowerBound).update(from: x + visible.lowerBound, count: visible.count)
                        (y + visible.upperBound).update(repeating: -.infinity, count: keys - visible.upperBound)
                    }
                }
            }
        }
    }
}
