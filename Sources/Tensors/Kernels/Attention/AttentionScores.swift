extension Kernels {
    /// How well each query meets each key, before the mask.
    ///
    ///     scores[h, t, s] = q[t, h] · keys[s, ⌊h·K/H⌋] · scale
    ///
    /// - Shapes: q [T, H·d], keys [S, K·d] → [H, T, S]
    /// - Numerics: as a matrix product with the keys as weights; scaled after the sum.
    /// - Cost: 2·H·T·S·d flops; for a single token every key is read once for all heads of its group.
    public static func attentionScores(
        _ q: Tensor, keys: CacheView, heads: Int, keyValueHeads: Int, scale: Float
    ) -> Tensor {
        let headSize = q.shape.rowLength / heads
        let rows = q.shape.rowCount
        let plan = AttentionPlan(rows: rows, heads: heads, keyValueHeads: keyValueHeads, cache: keys)
        return Tensor([heads, rows, keys.count]) { scores in
            guard scores.count > 0 else { return }
            let target = MutableFloats(scores)
            withPaddedHeads(q, headSize: headSize) { q, paddedSize in
                // A task is one run of keys and the heads that share them.
                let work = rows * plan.headsPerTask * headSize * CachePage.rowCapacity
                Parallel.forEachRange(count: plan.runs.count * plan.taskCount, work: work) { tasks in
                    for task in tasks {
                        let (run, head) = (plan.runs[task / plan.taskCount], plan.firstHead(task % plan.taskCount))
                        let weights = StoredRows<Float32Weights>(
                            run.rows + plan.keyValueHead(of: head) * headSize, stride: keys.rowLength)
                        let place = target.base + head * rows * keys.count + run.first
                        let y = ResultRows(base: place, stride: keys.count)
                        if plan.isGrouped {
                            let x = TokenRows(base: q.base + head * paddedSize, count: plan.headsPerTask, stride: paddedSize)
                            DotProducts.multiply(x, by: weights, inputs: headSize, outputs: 0..<run.count, into: y, scale: scale)
                            continue
                        }
                        let x = TokenRows(base: q.base + head * paddedSize, count: rows, stride: heads * paddedSize)
                        if rows <= fewTokens {
                            DotProducts.multiply(x, by: weights, inputs: headSize, outputs: 0..<run.count, into: y, scale: scale)
                        } else {
                            PanelProducts.multiply(
                                x, by: OutputMajorPanels(weights: weights), inputs: headSize, outputs: 0..<run.count, into: y, scale: scale)
                        }
                    }
                }
            }
        }
    }

    /// The queries with each head filled up to whole registers; as they are if they fill them already.
    private static func withPaddedHeads(_ q: Tensor, headSize: Int, _ body: (Floats, Int) -> Void) {
        q.withUnsafeBuffer { q in
            let padded = DotProducts.arrangedLength(headSize, Float32Weights.self)
            guard padded != headSize else { return body(Floats(q), headSize) }
            TensorStorage.withScratch(q.count / headSize * padded) { room in
                for head in 0..<q.count / headSize {
                    DotProducts.arrange(
                        q.baseAddress! + head * headSize, count: headSize, into: room + head * padded, Float32Weights.self)
                }
                body(Floats(UnsafeBufferPointer(start: room, count: q.count / headSize * padded)), padded)
            }
        }
    }
}
