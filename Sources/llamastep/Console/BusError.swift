import Checkpoint
import Foundation
import Synchronization

/// What happens when a mapped file was cut short, or its disk fails, while it is in use: a word about it, and the end.
///
/// The system tells by a signal (SIGBUS) in the middle of whatever instruction touched the page. Nothing can be computed from
/// there on, and hardly anything may be done in a signal handler; so the messages are written beforehand.
enum BusError {
    /// One file's addresses, and what to say if one of them can't be read. Lives as long as the program.
    private struct Notice {
        let start: UInt
        let end: UInt
        let message: UnsafeMutablePointer<CChar>
        let next: UnsafeMutablePointer<Notice>?
    }

    /// The newest of a chain of notices, as an address.
    private static let newest = Atomic<UInt>(0)
    private static let isListening = Atomic<Bool>(false)

    /// Names these files if one of them can't be read any more.
    static func explain(_ files: [MappedFile]) {
        for file in files {
            let text = "llamastep: \(file.path) can't be read any more: it became shorter while it was in use, or its disk fails.\n"
                + "Nothing can be computed from it. Open it again when it is whole (to replace a checkpoint, write another file and rename it).\n"
            let notice = UnsafeMutablePointer<Notice>.allocate(capacity: 1)
            let start = UInt(bitPattern: file.base)
            notice.initialize(
                to: Notice(
                    start: start, end: start + UInt(file.byteCount), message: strdup(text),
                    next: UnsafeMutablePointer(bitPattern: newest.load(ordering: .relaxed))))
            newest.store(UInt(bitPattern: notice), ordering: .releasing)
        }
        guard !isListening.exchange(true, ordering: .relaxed) else { return }
        var action = sigaction()
        action.sa_flags = Int32(SA_SIGINFO)
        action.__sigaction_handler.sa_sigaction = { _, information, _ in
            BusError.end(at: UInt(bitPattern: information?.pointee._sifields._sigfault.si_addr))
        }
        sigaction(SIGBUS, &action, nil)
    }

    /// Only what a signal handler may do: no allocation, no lock.
    private static func end(at address: UInt) -> Never {
        var notice = UnsafeMutablePointer<Notice>(bitPattern: newest.load(ordering: .acquiring))
        while let found = notice {
            if address >= found.pointee.start && address < found.pointee.end {
                write(STDERR_FILENO, found.pointee.message, strlen(found.pointee.message))
                _exit(ExitStatus.failed.rawValue)
            }
            notice = found.pointee.next
        }
        // Not a file of a model: what the system does by default.
        signal(SIGBUS, SIG_DFL)
        raise(SIGBUS)
        _exit(ExitStatus.failed.rawValue)
    }
}
