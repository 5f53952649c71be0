/// A point in time of a walk: so many instructions of a pass have been executed.
struct Place: Hashable, Comparable, Sendable {
    let pass: Int
    let pc: Int
    /// Whether the pass is complete.
    var isEnd = false

    static func < (one: Place, other: Place) -> Bool {
        (one.pass, one.pc) < (other.pass, other.pc)
    }
}

/// Which way time runs.
enum Direction: Hashable, Sendable {
    case forwards
    case backwards
}
