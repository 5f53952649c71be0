/// Which events a page takes: passes as a whole, as long as there is room, and in a pass that is too long not every token.
struct EventSelection {
    let room: Int
    private(set) var takenCount = 0
    private var used = 0
    private var takenPasses = 0
    private var passCount = 0
    private var droppedTokens = 0
    private var isTakingPass = true

    init(room: Int) {
        self.room = room
    }

    mutating func takes(_ event: TraceEvent, byteCount: Int) -> Bool {
        if case .pass = event {
            passCount += 1
            isTakingPass = used < room || passCount == 1
            takenPasses += isTakingPass ? 1 : 0
        }
        guard isTakingPass else { return false }
        if case .token = event, used + byteCount > room {
            droppedTokens += 1
            return false
        }
        used += byteCount
        takenCount += 1
        return true
    }

    /// What a reader of the page has to know.
    var notes: [String] {
        var notes: [String] = []
        if takenPasses < passCount { notes.append("This page holds the first \(takenPasses) of \(passCount) passes; the recording is too long for one page.") }
        if droppedTokens > 0 {
            notes.append("What \(droppedTokens) tokens went through (router, attention, lens) was left out; the pass is too long for one page.")
        }
        return notes
    }
}
