import Foundation
import Synchronization

/// Ctrl-C: asks what is running to stop between two instructions. Three in a row, without an answer, end the program at once.
///
/// The signals that end a program (SIGTERM, SIGHUP) ask the same, so that nothing half is left behind; then it ends by the signal.
/// While a line is typed nothing runs that could be asked: the terminal gets back what it had, and that is all.
enum Interruption {
    private static let requests = Atomic<Int>(0)
    private static let patience = 2
    /// The signal that has said that the program is to end.
    private static let ending = Atomic<Int32>(0)
    private static let isReading = Atomic<Bool>(false)
    /// How the terminal was when the program began. Written once, before any signal can come.
    nonisolated(unsafe) private static var terminal: termios?

    static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 || isEnding }

    /// Whether the program is to end, and not only what it does.
    static var isEnding: Bool { ending.load(ordering: .relaxed) != 0 }

    /// The request has been answered.
    static func reset() {
        requests.store(0, ordering: .relaxed)
    }

    /// Waits for what somebody types.
    static func whileReading<Result>(_ read: () -> Result) -> Result {
        isReading.store(true, ordering: .sequentiallyConsistent)
        // The signal may have come just before.
        if isEnding { end(by: ending.load(ordering: .relaxed)) }
        defer { isReading.store(false, ordering: .relaxed) }
        return read()
    }

    /// Ends by the signal that came, as everybody expects who sent it.
    static func endIfAsked() {
        let number = ending.load(ordering: .relaxed)
        guard number != 0 else { return }
        signal(number, SIG_DFL)
        raise(number)
    }

    static func listen() {
        var settings = termios()
        if tcgetattr(STDIN_FILENO, &settings) == 0 { terminal = settings }
        // Programs that start others from a thread of theirs often hold these back there, and that is inherited.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            if Interruption.requests.wrappingAdd(1, ordering: .relaxed).oldValue >= Interruption.patience { Interruption.end(by: SIGINT) }
        }
        // Without SA_RESTART: a read that waits for a line returns, so that the line can be given up.
        sigaction(SIGINT, &action, nil)
        action.__sigaction_handler.sa_handler = { number in
            let isFirst = Interruption.ending.exchange(number, ordering: .sequentiallyConsistent) == 0
            if !isFirst || Interruption.isReading.load(ordering: .sequentiallyConsistent) { Interruption.end(by: number) }
        }
        for number in [SIGTERM, SIGHUP] {
            var before = sigaction()
            // Under nohup it is to go on.
            let isIgnored = sigaction(number, nil, &before) == 0
                && unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
            if isIgnored { continue }
            sigaction(number, &action, nil)
        }
        // A closed pipe is told by the write that fails, not by a signal that ends the program without a word.
        signal(SIGPIPE, SIG_IGN)
    }

    /// In a handler: only what a handler may do.
    private static func end(by number: Int32) {
        // In the background the terminal is somebody else's, and asking for it would stop the program instead.
        signal(SIGTTOU, SIG_IGN)
        if var settings = terminal { tcsetattr(STDIN_FILENO, TCSANOW, &settings) }
        signal(number, SIG_DFL)
        raise(number)
    }
}
