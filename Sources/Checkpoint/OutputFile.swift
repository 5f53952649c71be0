import Foundation

/// A file that is being written, through a buffer.
///
/// It belongs to one writer: opening it a second time is refused as long as the first one lives. What a dead program left
/// under the name is written over.
public struct OutputFile: ~Copyable {
    public let path: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []

    private static let capacity = 1 << 18

    public init(path: String) throws(CheckpointError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(operation: "create", path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0, ftruncate(descriptor, 0) == 0 else {
            let code = errno
            Foundation.close(descriptor)
            throw .system(operation: "write", path: path, code: code)
        }
        buffer.reserveCapacity(Self.capacity)
    }

    deinit {
        if descriptor >= 0 { Foundation.close(descriptor) }
    }

    /// Asked before anything is written: a finished file takes the place of what has its name, and a device, a pipe or a directory
    /// is not to be replaced.
    ///
    /// - Parameter path: the name that the file will get in the end
    public static func requireReplaceable(_ path: String) throws(CheckpointError) {
        switch FileKind(path: path) {
        case .absent, .danglingLink, .regular: break
        case .directory, .special: throw .irreplaceable(path: path)
        }
    }

    public var isOpen: Bool { descriptor >= 0 }

    /// Goes on at an offset, beyond what has been written.
    mutating func move(to offset: Int) {
        lseek(descriptor, off_t(offset), SEEK_SET)
    }

    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        if buffer.count + bytes.count > Self.capacity { try flush() }
        guard bytes.count < Self.capacity else { return try put(bytes) }
        buffer.append(contentsOf: bytes)
    }

    public mutating func write(_ bytes: [UInt8]) throws(CheckpointError) {
        let outcome = bytes.withUnsafeBytes { bytes in
            Result { () throws(CheckpointError) in try write(bytes) }
        }
        try outcome.get()
    }

    /// Hands everything to the system, so that it is in the file if the program dies.
    public mutating func flush() throws(CheckpointError) {
        guard !buffer.isEmpty else { return }
        let outcome = buffer.withUnsafeBytes { bytes in
            Result { () throws(CheckpointError) in try put(bytes) }
        }
        buffer.removeAll(keepingCapacity: true)
        try outcome.get()
    }

    /// Replaces bytes at another place; writing goes on where it was.
    func overwrite(_ bytes: [UInt8], at offset: Int) throws(CheckpointError) {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { pwrite(descriptor, $0.baseAddress! + done, bytes.count - done, off_t(offset + done)) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .system(operation: "write", path: path, code: errno) }
            done += count
        }
    }

    public mutating func close() throws(CheckpointError) {
        guard isOpen else { return }
        try flush()
        let code = Foundation.close(descriptor)
        descriptor = -1
        guard code == 0 else { throw .system(operation: "write", path: path, code: errno) }
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .system(operation: "write", path: path, code: errno) }
            rest = rest.dropFirst(count)
        }
    }
}
