import Foundation

/// Says how far something is, once it has taken more than two seconds.
final class ProgressMeter {
    private let console: Console
    private let what: String
    private let total: Int
    private let start = ContinuousClock.now
    private var lastShown = ContinuousClock.now

    init(_ what: String, of total: Int, on console: Console) {
        self.console = console
        self.what = what
        self.total = total
    }

    func update(_ done: Int) {
        let now = ContinuousClock.now
        guard now - start > .seconds(2), now - lastShown > .milliseconds(200) else { return }
        lastShown = now
        let elapsed = (now - start) / .seconds(1)
        let rest = done > 0 ? String(format: ", %.0f s to go", elapsed / Double(done) * Double(total - done)) : ""
        console.progress("\(what) \(done) of \(total)\(rest)")
    }

    func finish() {
        console.clearProgress()
    }
}
