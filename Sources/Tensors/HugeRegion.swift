import Synchronization

/// A stretch of memory for many matrices that are kept, on huge pages.
///
/// A matrix of its own size begins and ends in the middle of a page, and small ones never fill one. Side by side in one stretch all are read
/// from pages of two megabytes, which takes the processor less looking up. The stretch goes back to the system with the last matrix in it.
final class HugeRegion: @unchecked Sendable {
    private static let pageSize = 2 << 20
    /// Bytes of a region, unless more are wanted at once. What nobody has touched takes no memory.
    private static let usualSize = 64 << 20

    private struct Current {
        weak var region: HugeRegion?
        var used = 0
    }

    private static let current = Mutex(Current())

    private let block: UnsafeMutablePointer<Float>
    private let byteCount: Int
    private var base: UnsafeMutableRawPointer { UnsafeMutableRawPointer(block) }

    private init(_ wanted: Int) {
        // One page more, to begin where a page begins.
        byteCount = ((wanted + Self.pageSize - 1) / Self.pageSize + 1) * Self.pageSize
        block = SystemMemory.allocate(byteCount / 4)
    }

    deinit { SystemMemory.free(block, byteCount / 4) }

    /// Room for so many bytes, zeroed and aligned to 64, for as long as its region lives.
    static func reserve(_ byteCount: Int) -> (region: HugeRegion, UnsafeMutableRawPointer) {
        let wanted = (byteCount + 63) / 64 * 64
        return current.withLock { current in
            if let region = current.region, current.used + wanted <= region.byteCount {
                defer { current.used += wanted }
                return (region, region.base + current.used)
            }
            let region = HugeRegion(max(wanted, usualSize))
            let start = pageSize - Int(UInt(bitPattern: region.base) % UInt(pageSize))
            if wanted < usualSize { (current.region, current.used) = (region, start + wanted) }
            return (region, region.base + start)
        }
    }
}
