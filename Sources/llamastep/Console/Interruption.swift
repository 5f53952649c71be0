import Foundation
import Synchronization

/// Ctrl-C: asks what is running to stop between two instructions. The second one ends the program at once.
enum Interruption {
    private static let requests = Atomic<Int>(0)

    static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

    static func listen() {
        signal(SIGINT) { _ in
            if Interruption.requests.wrappingAdd(1, ordering: .relaxed).oldValue > 0 {
                signal(SIGINT, SIG_DFL)
                raise(SIGINT)
            }
        }
        // A closed pipe is told by the write that fails, not by a signal that ends the program without a word.
        signal(SIGPIPE, SIG_IGN)
    }
}
