import Foundation

/// A regular file opened for reading.
struct OpenFile: ~Copyable {
    let number: Int32
    let byteCount: Int

    init(path: String) throws(CheckpointError) {
        guard !path.utf8.contains(0) else { throw .absentFile(path: path) }
        // O_NONBLOCK: opening a pipe that nobody writes to would otherwise wait for ever.
        let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else {
            let code = errno
            switch FileKind(path: path) {
            case .danglingLink: throw .danglingLink(path: path)
            case .absent: throw .absentFile(path: path)
            default: throw .system(operation: "open", path: path, code: code)
            }
        }
        var status = stat()
        guard fstat(number, &status) == 0 else {
            let code = errno
            close(number)
            throw .system(operation: "inspect", path: path, code: code)
        }
        guard case .regular(let byteCount) = FileKind(status) else {
            close(number)
            throw .notARegularFile(path: path)
        }
        self.number = number
        self.byteCount = byteCount
    }

    deinit {
        close(number)
    }

    /// The whole content. For small files: it is copied, so that nothing happens if the file is cut short meanwhile.
    static func contents(path: String, limit: Int) throws(CheckpointError) -> [UInt8] {
        let file = try OpenFile(path: path)
        guard file.byteCount <= limit else {
            throw .fileTooLarge(path: path, byteCount: file.byteCount, limit: limit)
        }
        var bytes = [UInt8](repeating: 0, count: file.byteCount)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                read(file.number, buffer.baseAddress! + filled, buffer.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw .system(operation: "read", path: path, code: errno) }
            if count == 0 { break }
            filled += count
        }
        return Array(bytes.prefix(filled))
    }
}
