import Foundation

/// Standard output and standard error: the only place of the project that prints.
final class Console {
    let isErrorTerminal = isatty(STDERR_FILENO) == 1
    let isOutputTerminal = isatty(STDOUT_FILENO) == 1
    private var hasProgressLine = false

    /// Nothing more can be written: the reader has gone, or the disk is full. What is running may stop.
    var isOutputClosed: Bool { outputFailure != nil }

    /// The number of the error that ended writing. EPIPE is none of ours: a reader that has seen enough.
    private(set) var outputFailure: Int32?

    func write(_ text: String) {
        clearProgress()
        write(Array(text.utf8))
    }

    /// Bytes as they are: text that is being generated may not be whole characters for other programs.
    func write(_ bytes: [UInt8]) {
        if !isOutputClosed, !Self.writeAll(bytes, to: STDOUT_FILENO) { outputFailure = errno }
    }

    /// A message for people, on standard error.
    func note(_ text: String) {
        clearProgress()
        _ = Self.writeAll(Array((text + "\n").utf8), to: STDERR_FILENO)
    }

    /// A line that the next one replaces; shown only where somebody watches.
    func progress(_ text: String) {
        guard isErrorTerminal else { return }
        hasProgressLine = true
        _ = Self.writeAll(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO)
    }

    func clearProgress() {
        guard hasProgressLine else { return }
        hasProgressLine = false
        _ = Self.writeAll(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO)
    }

    private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let written = UnsafeRawBufferPointer(rebasing: rest).withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
                if written < 0 {
                    if errno == EINTR || errno == EAGAIN { continue }
                    return false
                }
                rest = rest.dropFirst(written)
            }
            return true
        }
    }
}
