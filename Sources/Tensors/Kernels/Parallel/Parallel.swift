import Foundation
import Synchronization

/// Spreads loops over threads. Which thread does what never changes a result: every output element is computed by one
/// thread in one order.
public enum Parallel {
    private static let threads = Atomic<Int>(processorCount)

    /// Processors that may run at the same time.
    public static let processorCount = max(ProcessInfo.processInfo.activeProcessorCount, 1)

    /// How many threads a loop may use: as many as there are processors, unless told otherwise. Set it once, before anything is computed.
    public static var threadCount: Int {
        get { threads.load(ordering: .relaxed) }
        set {
            precondition(newValue > 0, "at least one thread")
            threads.store(newValue, ordering: .relaxed)
        }
    }

    /// Less work than this (in multiplications, or floats moved) is done before another thread could help.
    static let worthwhile = 32_768

    /// Calls `body` with ranges that cover `0..<count`, each a multiple of `granularity` long (but the last).
    ///
    /// - Parameters:
    ///   - work: What one of the `count` costs, roughly, in multiplications or floats moved. A small loop stays on this thread.
    ///   - share: Ranges per thread: more balance the load better, fewer are longer. One each are of one length.
    static func forEachRange(
        count: Int, granularity: Int = 1, work: Int = worthwhile, share: Int = 4, _ body: @Sendable (Range<Int>) -> Void
    ) {
        guard count > 0 else { return }
        let blocks = (count + granularity - 1) / granularity
        let workers = min(threadCount, blocks)
        guard workers > 1 && count.multipliedReportingOverflow(by: work).partialValue >= worthwhile else { return body(0..<count) }
        let ranges = min(blocks, workers * share)
        WorkerPool.shared.run(ranges, threads: workers) { index in
            let first = start(index, of: ranges, share, blocks) * granularity
            let end = min(start(index + 1, of: ranges, share, blocks) * granularity, count)
            if first < end { body(first..<end) }
        }
    }

    /// Where a range begins. With several per thread the first ones are the longest and the last ones short, so that nobody waits long
    /// for the others.
    private static func start(_ index: Int, of ranges: Int, _ share: Int, _ blocks: Int) -> Int {
        guard share > 1 else { return blocks * index / ranges }
        let left = ranges - index
        return blocks - blocks * left * left / (ranges * ranges)
    }
}
