import Machine

/// What a movement did and why it ended.
struct Motion {
    enum Ending {
        /// As far as was asked for.
        case reached
        /// Something that the user had armed.
        case stopped([Stop])
        case interrupted
        /// The beginning of everything.
        case beginning
        case stopToken(Int32)
        case full(Int)
        /// A step failed; the walk stands before it.
        case failed(Refusal)
    }

    var ending: Ending = .reached
    var steps = 0
    /// The pass boundaries that were crossed, in words.
    var notes: [String] = []
    /// The instructions that were executed, the latest ones.
    var executed: [Int] = []
    let from: Place
}
