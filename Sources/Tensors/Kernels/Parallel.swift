import Dispatch
import Synchronization

/// Spreads loops over threads. Which thread does what never changes a result: every output element is computed by one
/// thread in one order.
public enum Parallel {
    private static let threads = Atomic<Int>(2)

    /// How many threads a loop may use. Set it once, before anything is computed.
    public static var threadCount: Int {
        get { threads.load(ordering: .relaxed) }
        set {
            precondition(newValue > 0, "at least one thread")
            threads.store(newValue, ordering: .relaxed)
        }
    }

    /// Calls `body` with ranges that cover `0..<count`, each a multiple of `granularity` long (but the last).
    static func forEachRange(count: Int, granularity: Int = 1, _ body: @Sendable (Range<Int>) -> Void) {
        guard count > 0 else { return }
        let blocks = (count + granularity - 1) / granularity
        let workers = min(threadCount, blocks)
        guard workers > 1 else { return body(0..<count) }
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            let first = blocks * worker / workers * granularity
            let end = min(blocks * (worker + 1) / workers * granularity, count)
            if first < end { body(first..<end) }
        }
    }
}
