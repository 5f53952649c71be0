import Foundation

/// Whole files as bytes.
enum FileBytes {
    /// A tokenizer beyond this is a mistake: the genuine one has 28 MB.
    static let limit = 1 << 30

    /// Reads a file.
    ///
    /// - Throws: `TokenizerError.unreadable` with the system's word.
    static func contents(_ path: String) throws(TokenizerError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { _ = close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw unreadable(path) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(file: path, reason: "it is not a file") }
        guard status.st_size <= limit else {
            throw .unreadable(file: path, reason: "it has \(status.st_size) bytes, more than any tokenizer")
        }
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            while count < buffer.count {
                let got = Self.readSome(descriptor, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...]))
                if got < 0 { failed = true }
                // A file that has become shorter meanwhile ends early.
                if got <= 0 { break }
                count += got
            }
        }
        if failed { throw unreadable(path) }
        return bytes
    }

    static func exists(_ path: String) -> Bool {
        access(path, F_OK) == 0
    }

    private static func readSome(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while true {
            let got = read(descriptor, buffer.baseAddress, buffer.count)
            if got >= 0 || errno != EINTR { return got }
        }
    }

    private static func unreadable(_ path: String) -> TokenizerError {
        .unreadable(file: path, reason: String(cString: strerror(errno)))
    }
}
