extension Kernels {
    /// How well each patch of a tile meets each other one, in both directions: nothing is masked.
    ///
    ///     scores[n, h, p, r] = q[n, p, h] · k[n, r, h] · scale
    ///
    /// - Shapes: q [N, P, H·d], k [N, P, H·d] → [N, H, P, P]
    /// - Numerics: as a matrix product with the keys as weights; scaled after the sum.
    /// - Cost: 2·N·H·P²·d flops.
    public static func tileScores(_ q: Tensor, _ k: Tensor, heads: Int, scale: Float) -> Tensor {
        precondition(q.shape == k.shape && q.shape.rank == 3, "\(q.shape) and \(k.shape) are no tiles' queries and keys")
        let (tiles, patches, rowLength) = (q.shape[0], q.shape[1], q.shape[2])
        let headSize = rowLength / heads
        return Tensor([tiles, heads, patches, patches]) { scores in
            guard scores.count > 0 else { return }
            let target = MutableFloats(scores)
            q.withUnsafeBuffer { q in
                k.withUnsafeBuffer { k in
                    let (queries, keys) = (Floats(q), Floats(k))
                    Parallel.forEachRange(count: tiles * heads, work: patches * patches * headSize) { tasks in
                        for task in tasks {
                            let start = task / heads * patches * rowLength + task % heads * headSize
                            PanelProducts.multiply(
                                TokenRows(base: queries.base + start, count: patches, stride: rowLength),
                                by: OutputMajorPanels(weights: StoredRows<Float32Weights>(keys.base + start, stride: rowLength)),
                                inputs: headSize, outputs: 0..<patches,
                                into: ResultRows(base: target.base + task * patches * patches, stride: patches), scale: scale)
                        }
                    }
                }
            }
        }
    }

    /// The values of a tile, averaged with its attention pattern as weights.
    ///
    ///     z[n, p, h] = Σ_r pattern[n, h, p, r] · v[n, r, h]
    ///
    /// - Shapes: pattern [N, H, P, P], v [N, P, H·d] → [N, P, H·d]
    /// - Numerics: one patch after the other, products and sums fused in Float.
    /// - Cost: 2·N·H·P²·d flops.
    public static func tileValues(_ pattern: Tensor, _ v: Tensor) -> Tensor {
        let (tiles, patches, rowLength) = (v.shape[0], v.shape[1], v.shape[2])
        precondition(
            pattern.shape.rank == 4 && pattern.shape[0] == tiles && pattern.shape[2] == patches && pattern.shape[3] == patches,
            "\(pattern.shape) does not fit \(v.shape)")
        let heads = pattern.shape[1]
        let headSize = rowLength / heads
        return Tensor(v.shape) { z in
            guard z.count > 0 else { return }
            let target = MutableFloats(z)
            pattern.withUnsafeBuffer { pattern in
                v.withUnsafeBuffer { v in
                    let (weights, values) = (Floats(pattern), Floats(v))
                    Parallel.forEachRange(count: tiles * heads, work: patches * patches * headSize) { tasks in
                        for task in tasks {
                            let start = task / heads * patches * rowLength + task % heads * headSize
                            PanelProducts.multiply(
                                TokenRows(base: weights.base + task * patches * patches, count: patches, stride: patches),
                                by: InputMajorPanels(weights: StoredRows<Float32Weights>(values.base + start, stride: rowLength)),
                                inputs: patches, outputs: 0..<headSize, into: ResultRows(base: target.base + start, stride: rowLength))
                        }
                    }
                }
            }
        }
    }
}
