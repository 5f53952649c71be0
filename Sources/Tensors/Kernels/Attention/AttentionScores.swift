extension Kernels {
    /// How well each query meets each key, before the mask.
    ///
    ///     scores[h, t, s] = q[t, h] · keys[s, ⌊h·K/H⌋] · scale
    ///
    /// - Shapes: q [T, H·d], keys [S, K·d] → [H, T, S]
    public static func attentionScores(
        _ q: Tensor, keys: CacheView, heads: Int, keyValueHeads: Int, scale: Float
    ) -> Tensor {
        let headSize = q.shape.rowLength / heads
        let rows = q.shape.rowCount
        return Tensor([heads, rows, keys.count]) { scores in
            q.withUnsafeBuffer { q in
                keys.forEachRun { first, run in
                    for head in 0..<heads {
                        let column = head * keyValueHeads / heads * headSize
                        for row in 0..<rows {
                            for key in 0..<run.count / keys.rowLength {
                                var sum: Float = 0
                                for i in 0..<headSize {
                                    sum += q[(row * heads + head) * headSize + i] * run[key * keys.rowLength + column + i]
                                }
                                scores[(head * rows + row) * keys.count + first + key] = sum * scale
                            }
                        }
                    }
                }
            }
        }
    }

    /// Hides what the mask forbids: −∞ there, the score elsewhere.
    ///
    /// - Shapes: scores [H, T, S], mask [T, S] → [H, T, S]
    public static func maskScores(_ scores: Tensor, _ mask: AttentionMask) -> Tensor {
        let (rows, keys) = (mask.queryCount, mask.keyCount)
        precondition(scores.shape.extents.suffix(2) == [rows, keys], "\(scores.shape) does not fit the mask \(mask.shape)")
        return Tensor(scores.shape) { y in
            scores.withUnsafeBuffer { x in
                y.update(repeating: -.infinity)
                for head in 0..<scores.shape[0] {
                    for row in 0..<rows {
                        for column in mask.visibleColumns(row: row) {
                            y[(head * rows + row) * keys + column] = x[(head * rows + row) * keys + column]
                        }
                    }
                }
            }
        }
    }

    /// The values, averaged with the attention pattern as weights.
    ///
    ///     z[t, h] = Σ_s pattern[h, t, s] · values[s, ⌊h·K/H⌋]
    ///
    /// - Shapes: pattern [H, T, S], values [S, K·d] → [T, H·d]
    public static func weightedValues(_ pattern: Tensor, values: CacheView, keyValueHeads: Int) -> Tensor {
        let (heads, rows) = (pattern.shape[0], pattern.shape[1])
        let headSize = values.rowLength / keyValueHeads
        return Tensor([rows, heads * headSize]) { z in
            z.update(repeating: 0)
            pattern.withUnsafeBuffer { pattern in
                values.forEachRun { first, run in
                    for head in 0..<heads {
                        let column = head * keyValueHeads / heads * headSize
                        for row in 0..<rows {
                            for key in 0..<run.count / values.rowLength {
                                let weight = pattern[(head * rows + row) * values.count + first + key]
                                for i in 0..<headSize {
                                    z[(row * heads + head) * headSize + i] += weight * run[key * values.rowLength + column + i]
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
