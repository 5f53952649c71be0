import Foundation
import Synchronization

/// Ctrl-C: asks what is running to stop between two instructions. Three in a row, without an answer, end the program at once.
enum Interruption {
    private static let requests = Atomic<Int>(0)
    private static let patience = 2

    static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

    /// The request has been answered.
    static func reset() {
        requests.store(0, ordering: .relaxed)
    }

    static func listen() {
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            if Interruption.requests.wrappingAdd(1, ordering: .relaxed).oldValue >= Interruption.patience {
                signal(SIGINT, SIG_DFL)
                raise(SIGINT)
            }
        }
        // Without SA_RESTART: a read that waits for a line returns, so that the line can be given up.
        sigaction(SIGINT, &action, nil)
        // A closed pipe is told by the write that fails, not by a signal that ends the program without a word.
        signal(SIGPIPE, SIG_IGN)
    }
}
