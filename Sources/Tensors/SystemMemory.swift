import Foundation

/// Memory straight from the system, aligned to 64 bytes at least.
///
/// Large blocks are mapped one by one, so that freeing one gives its pages back at once: the heap keeps what lies between
/// others, and a long prompt, whose scores are of another size in every pass, would leave many such gaps.
enum SystemMemory {
    /// Bytes from which on a block is mapped. Smaller ones come from the heap.
    private static let mappedSize = 256 << 10
    /// Bytes from which on huge pages are asked for: clearing them is one step per two megabytes.
    private static let hugeSize = 2 << 20

    /// - Parameter capacity: in floats
    static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Float> {
        let byteCount = capacity * 4
        guard byteCount >= mappedSize else { return heapBlock(byteCount) }
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        guard let block = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0), block != MAP_FAILED else {
            // What a failing allocation does everywhere: the program ends with a word about it.
            preconditionFailure("out of memory: \(byteCount) bytes more are not to be had")
        }
        if byteCount >= hugeSize { madvise(block, byteCount, MADV_HUGEPAGE) }
        return block.bindMemory(to: Float.self, capacity: capacity)
    }

    static func free(_ base: UnsafeMutablePointer<Float>, _ capacity: Int) {
        let byteCount = capacity * 4
        if byteCount >= mappedSize {
            munmap(base, byteCount)
        } else {
            base.deallocate()
        }
    }

    private static func heapBlock(_ byteCount: Int) -> UnsafeMutablePointer<Float> {
        UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64).bindMemory(to: Float.self, capacity: byteCount / 4)
    }
}
