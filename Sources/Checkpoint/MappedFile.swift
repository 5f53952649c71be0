import Foundation
import Tensors

/// A file's bytes, mapped read-only: pages come from the disk when somebody looks at them.
///
/// Renaming or deleting the file later is harmless, since the mapping keeps its content. Cutting it short in place is not:
/// touching a page beyond the new end raises SIGBUS, and no check made beforehand could rule that out. `llamastep` ends with
/// a word about it then. Programs that replace a checkpoint write another file and rename it, as `SafetensorsWriter` does.
public final class MappedFile: @unchecked Sendable {
    public let path: String
    public let byteCount: Int
    /// The first byte; page-aligned.
    public let base: UnsafeRawPointer
    private let descriptor: OpenFile

    /// - Throws: if there is no such regular file, it is empty, or it cannot be opened or mapped.
    public init(path: String) throws(CheckpointError) {
        let descriptor = try OpenFile(path: path)
        let byteCount = descriptor.byteCount
        guard byteCount > 0 else { throw .emptyFile(path: path) }
        guard let address = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor.number, 0), address != MAP_FAILED
        else { throw .system(operation: "map", path: path, code: errno) }
        self.path = path
        self.byteCount = byteCount
        self.descriptor = descriptor
        base = UnsafeRawPointer(address)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: base), byteCount)
    }

    /// All bytes. Valid as long as the file object lives.
    public var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base, count: byteCount)
    }
}

extension MappedFile: PagedMemory {
    public func bringIn(_ addresses: Range<UInt>) {
        let pages = pages(addresses, rounding: .up)
        guard let start = UnsafeMutableRawPointer(bitPattern: pages.lowerBound), !pages.isEmpty else { return }
        // Older systems know only the wish, not the order. A page that can't be had is found out by who reads it.
        if madvise(start, pages.count, Self.populateForReading) != 0 { madvise(start, pages.count, MADV_WILLNEED) }
    }

    public func letGo(_ addresses: Range<UInt>) {
        let pages = pages(addresses, rounding: .up)
        guard let start = UnsafeMutableRawPointer(bitPattern: pages.lowerBound), !pages.isEmpty else { return }
        madvise(start, pages.count, MADV_DONTNEED)
    }

    public func giveBack(_ addresses: Range<UInt>) {
        let pages = pages(addresses, rounding: .down)
        guard let start = UnsafeMutableRawPointer(bitPattern: pages.lowerBound), !pages.isEmpty else { return }
        madvise(start, pages.count, MADV_DONTNEED)
        posix_fadvise(descriptor.number, Int(pages.lowerBound - UInt(bitPattern: base)), pages.count, POSIX_FADV_DONTNEED)
    }

    /// MADV_POPULATE_READ, since Linux 5.14.
    private static let populateForReading: Int32 = 22
    private static let pageSize = UInt(sysconf(Int32(_SC_PAGESIZE)))

    /// The pages within the file that hold these addresses: up to all that are touched, or down to those that are filled.
    private func pages(_ addresses: Range<UInt>, rounding: FloatingPointRoundingRule) -> Range<UInt> {
        let size = Self.pageSize
        let whole = UInt(bitPattern: base)..<UInt(bitPattern: base) + UInt(byteCount)
        let inside = addresses.clamped(to: whole)
        let down = { (address: UInt) in address / size * size }
        let up = { (address: UInt) in (address + size - 1) / size * size }
        let range = rounding == .up
            ? (down(inside.lowerBound), up(inside.upperBound)) : (up(inside.lowerBound), down(inside.upperBound))
        return range.0..<max(range.0, range.1)
    }
}
