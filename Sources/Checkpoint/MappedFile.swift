import Foundation

/// A file's bytes, mapped read-only: pages come from the disk when somebody looks at them.
///
/// The descriptor is closed right after mapping. Renaming or deleting the file later is harmless, since the mapping keeps
/// its content. Cutting it short in place is not: touching a page beyond the new end kills the process (SIGBUS), and no
/// check made beforehand could rule that out. Programs that replace a checkpoint write another file and rename it, as
/// `SafetensorsWriter` does.
public final class MappedFile: @unchecked Sendable {
    public let path: String
    public let byteCount: Int
    /// The first byte; page-aligned.
    public let base: UnsafeRawPointer

    /// - Throws: if there is no such regular file, it is empty, or it cannot be opened or mapped.
    public init(path: String) throws(CheckpointError) {
        let descriptor = try OpenFile(path: path)
        guard descriptor.byteCount > 0 else { throw .emptyFile(path: path) }
        guard let address = mmap(nil, descriptor.byteCount, PROT_READ, MAP_PRIVATE, descriptor.number, 0),
            address != UnsafeMutableRawPointer(bitPattern: -1)
        else { throw .system(operation: "map", path: path, code: errno) }
        self.path = path
        byteCount = descriptor.byteCount
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
