/// A 64-byte aligned block of floats. The last reference returns it to the pool.
final class TensorStorage: @unchecked Sendable {
    let capacity: Int
    let base: UnsafeMutablePointer<Float>

    /// The content is whatever was there before.
    init(capacity: Int) {
        self.capacity = BlockPool.roundedCapacity(max(capacity, 1))
        base = BlockPool.shared.take(self.capacity)
    }

    deinit {
        BlockPool.shared.giveBack(base, capacity)
    }

    /// Calls `body` with room for so many floats, whose content is undefined.
    static func withScratch<Result>(_ capacity: Int, _ body: (UnsafeMutablePointer<Float>) -> Result) -> Result {
        let storage = TensorStorage(capacity: capacity)
        return withExtendedLifetime(storage) { body(storage.base) }
    }
}
