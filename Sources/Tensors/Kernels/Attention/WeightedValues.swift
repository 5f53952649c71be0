extension Kernels {
    /// The values, averaged with the attention pattern as weights.
    ///
    ///     z[t, h] = Σ_s pattern[h, t, s] · values[s, ⌊h·K/H⌋]
    ///
    /// - Shapes: pattern [H, T, S], values [S, K·d] → [T, H·d]
    /// - Numerics: one position after the other, products and sums fused in Float. Zeros of the pattern take part.
    /// - Cost: 2·H·T·S·d flops; for a single token every value is read once for all heads of its group.
    public static func weightedValues(_ pattern: Tensor, values: CacheView, keyValueHeads: Int) -> Tensor {
        let (heads, rows, count) = (pattern.shape[0], pattern.shape[1], pattern.shape[2])
        precondition(count == values.count, "\(pattern.shape) does not fit \(values.count) values")
        let headSize = values.rowLength / keyValueHeads
        let plan = AttentionPlan(rows: rows, heads: heads, keyValueHeads: keyValueHeads, cache: values)
        return Tensor([rows, heads * headSize]) { z in
            guard z.count > 0 else { return }
            guard count > 0 else { return z.update(repeating: 0) }
            let target = MutableFloats(z)
            pattern.withUnsafeBuffer { pattern in
                let pattern = Floats(pattern)
                let work = rows * plan.headsPerTask * headSize * count
                Parallel.forEachRange(count: plan.taskCount, work: work) { tasks in
                    for task in tasks {
                        let head = plan.firstHead(task)
                        for run in plan.runs {
                            let weights = StoredRows<Float32Weights>(
                                run.rows + plan.keyValueHead(of: head) * headSize, stride: values.rowLength)
                            let place = pattern.base + head * rows * count + run.first
                            let x = TokenRows(base: place, count: plan.isGrouped ? plan.headsPerTask : rows, stride: count)
                            let y = ResultRows(
                                base: target.base + head * headSize, stride: plan.isGrouped ? headSize : heads * headSize)
                            if rows <= fewTokens / 4 {
                                ColumnSums.multiply(
                                    x, by: weights, inputs: run.count, outputs: 0..<headSize, into: y, isContinued: run.first > 0)
                            } else {
                                PanelProducts.multiply(
                                    x, by: InputMajorPanels(weights: weights), inputs: run.count, outputs: 0..<headSize, into: y,
                                    isContinued: run.first > 0)
                            }
                        }
                    }
                }
            }
        }
    }
}
