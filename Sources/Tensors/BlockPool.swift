import Synchronization

/// Blocks of memory that wait to be used again.
///
/// The first touch of fresh memory is many times slower than any later one, because the system clears a page at a time.
/// So a forward pass takes the blocks that the last one gave back. Sizes are rounded up, by a quarter at most,
/// for blocks of similar tensors to be of use to each other. Sizes go out of use as a text grows (scores have a column per key):
/// where too much lies idle, what has been idle longest goes back to the system.
final class BlockPool: Sendable {
    static let shared = BlockPool(idleLimit: 128 << 20)

    /// Bytes that may lie idle; more goes back to the system.
    let idleLimit: Int

    fileprivate struct Idle {
        /// By capacity; within one, the longest idle first.
        var blocks: [Int: [Block]] = [:]
        var byteCount = 0
        var time = 0
    }

    fileprivate struct Block: @unchecked Sendable {
        let base: UnsafeMutablePointer<Float>
        /// When it was given back.
        let time: Int
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
        let block = idle.withLock { idle -> Block? in
            guard let block = idle.blocks[capacity]?.popLast() else { return nil }
            idle.byteCount -= capacity * 4
            return block
        }
        return block?.base ?? SystemMemory.allocate(capacity)
    }

    func giveBack(_ base: UnsafeMutablePointer<Float>, _ capacity: Int) {
        guard capacity * 4 <= idleLimit else { return SystemMemory.free(base, capacity) }
        let given = Block(base: base, time: 0)
        let outOfUse = idle.withLock { idle -> [(block: Block, capacity: Int)] in
            idle.time += 1
            idle.blocks[capacity, default: []].append(Block(base: given.base, time: idle.time))
            idle.byteCount += capacity * 4
            guard idle.byteCount > idleLimit else { return [] }
            return idle.removeOldest(to: idleLimit)
        }
        for (block, capacity) in outOfUse { SystemMemory.free(block.base, capacity) }
    }
}

extension BlockPool.Idle {
    /// Takes out the longest idle ones until the rest fits.
    fileprivate mutating func removeOldest(to limit: Int) -> [(block: BlockPool.Block, capacity: Int)] {
        var removed: [(block: BlockPool.Block, capacity: Int)] = []
        while byteCount > limit {
            let oldest = blocks.min { ($0.value.first?.time ?? .max) < ($1.value.first?.time ?? .max) }
            guard let capacity = oldest?.key, let block = blocks[capacity]?.first else { break }
            blocks[capacity]?.removeFirst()
            byteCount -= capacity * 4
            removed.append((block, capacity))
        }
        return removed
    }
}
