/// The sums of `ColumnSums`, with the inputs divided into parts that are summed apart and then added up in their order.
///
/// A part of the inputs is a long stretch of memory; a part of the outputs would be a short piece of every row, and no processor reads
/// many of those as fast as one stretch. Parts are as long as a panel of `PanelProducts`, which adds them up in the same order, and their
/// length doesn't depend on the number of threads: so neither that nor the number of tokens changes a bit.
enum ColumnParts {
    /// Outputs that a task sums, so that the sums stay in the first-level cache.
    private static let width = 2048

    /// - Parameter finish: called once for every range of finished outputs, by whichever thread
    static func multiply<Format: WeightFormat>(
        _ x: TokenRows, by weights: StoredRows<Format>, inputs: Int, outputs: Int, into y: ResultRows,
        finish: @Sendable (Range<Int>) -> Void
    ) {
        let length = RegisterBudget.panelDepth
        let parts = (inputs + length - 1) / length
        guard parts > 1 else {
            return Parallel.forEachRange(count: outputs, granularity: 64, work: x.count * inputs, share: 1) { outputs in
                ColumnSums.multiply(x, by: weights, inputs: inputs, outputs: outputs, into: y)
                finish(outputs)
            }
        }
        let pieces = (outputs + width - 1) / width
        TensorStorage.withScratch(parts * x.count * outputs) { room in
            let sums = ResultRows(base: room, stride: outputs)
            Parallel.forEachRange(count: parts * pieces, work: x.count * length * min(outputs, width), share: 16) { tasks in
                for task in tasks {
                    let (part, piece) = (task / pieces, task % pieces)
                    let first = part * length
                    ColumnSums.multiply(
                        TokenRows(base: x.base + first, count: x.count, stride: x.stride), by: weights.from(first),
                        inputs: min(length, inputs - first), outputs: piece * width..<min((piece + 1) * width, outputs),
                        into: ResultRows(base: sums.row(part * x.count), stride: outputs))
                }
            }
            Parallel.forEachRange(count: outputs, granularity: 16, work: parts * x.count) { range in
                for token in 0..<x.count {
                    let target = y.row(token) + range.lowerBound
                    target.update(from: sums.row(token) + range.lowerBound, count: range.count)
                    for part in 1..<parts {
                        let more = sums.row(part * x.count + token) + range.lowerBound
                        LaneLoops.zip(target, more, into: target, count: range.count) { $0 + $1 }
                    }
                }
                finish(range)
            }
        }
    }
}
