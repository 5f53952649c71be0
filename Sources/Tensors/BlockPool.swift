import Synchronization

/// Blocks of memory that wait to be used again.
///
/// The first touch of fresh memory is many times slower than any later one, because the system clears a page at a time.
/// So a forward pass takes the blocks that the last one gave back. Sizes are rounded up, by a quarter at most,
/// for blocks of similar tensors to be of use to each other.
final class BlockPool: Sendable {
    static let shared = BlockPool(idleLimit: 128 << 20)

    /// Bytes that may lie idle; more goes back to the system.
    let idleLimit: Int

    fileprivate struct Idle: @unchecked Sendable {
        var blocks: [Int: [UnsafeMutablePointer<Float>]] = [:]
        var byteCount = 0
    }

    private let idle = Mutex(Idle())

    init(idleLimit: Int) {
        self.idleLimit = idleLimit
    }

    /// Bytes that lie idle at this moment.
    var idleByteCount: Int { idle.withLock { $0.byteCount } }

    /// The next of 16, then of four sizes per power of two, in floats.
    static func roundedCapacity(_ capacity: Int) -> Int {
        guard capacity > 64 else { return (capacity + 15) / 16 * 16 }
        let step = 1 << (Int.bitWidth - 1 - (capacity - 1).leadingZeroBitCount - 2)
        return (capacity + step - 1) / step * step
    }

    func take(_ capacity: Int) -> UnsafeMutablePointer<Float> {
        let block = idle.withLock { idle -> Idle.Block? in
            guard let block = idle.blocks[capacity]?.popLast() else { return nil }
            idle.byteCount -= capacity * 4
            return Idle.Block(base: block)
        }
        if let block { return block.base }
        return UnsafeMutableRawPointer.allocate(byteCount: capacity * 4, alignment: 64).bindMemory(to: Float.self, capacity: capacity)
    }

    func giveBack(_ base: UnsafeMutablePointer<Float>, _ capacity: Int) {
        let block = Idle.Block(base: base)
        let isKept = idle.withLock { idle in
            guard idle.byteCount + capacity * 4 <= idleLimit else { return false }
            idle.blocks[capacity, default: []].append(block.base)
            idle.byteCount += capacity * 4
            return true
        }
        if !isKept { base.deallocate() }
    }
}

extension BlockPool.Idle {
    /// A pointer that may cross into the lock.
    fileprivate struct Block: @unchecked Sendable {
        let base: UnsafeMutablePointer<Float>
    }
}
