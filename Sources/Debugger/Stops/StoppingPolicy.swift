/// How far a movement goes if nothing stops it before. A policy is told where the walk has arrived after every step
/// and answers whether that is far enough; it moves nothing itself.
protocol StoppingPolicy {
    mutating func isReached(at place: Place) -> Bool
}

/// A number of steps.
struct StepCount: StoppingPolicy {
    private var remaining: Int

    init(_ count: Int) {
        remaining = count
    }

    mutating func isReached(at place: Place) -> Bool {
        remaining -= 1
        return remaining <= 0
    }
}

/// Until a stretch of the pass has been left, on either side or with the pass.
struct Leaving: StoppingPolicy {
    let pass: Int
    /// The pcs that are still inside, the one where it begins included.
    let inside: ClosedRange<Int>

    func isReached(at place: Place) -> Bool {
        place.pass != pass || !inside.contains(place.pc)
    }
}

/// Until one of these instructions is the next one.
struct ReachingInstruction: StoppingPolicy {
    let pcs: Set<Int>
    /// The passes of the program that has them; another one has other instructions there.
    var passes = 0..<Int.max

    func isReached(at place: Place) -> Bool {
        passes.contains(place.pass) && pcs.contains(place.pc)
    }
}

/// Until the pass has ended, or, backwards, until it has just begun.
struct PassBoundary: StoppingPolicy {
    let direction: Direction

    func isReached(at place: Place) -> Bool {
        direction == .forwards ? place.isEnd : place.pc == 0
    }
}

/// Until so many more passes have begun.
struct BeginningPass: StoppingPolicy {
    let pass: Int

    func isReached(at place: Place) -> Bool {
        place.pass >= pass
    }
}

/// As far as there is something to go through, within a number of passes.
struct PassLimit: StoppingPolicy {
    let passes: ClosedRange<Int>

    func isReached(at place: Place) -> Bool {
        !passes.contains(place.pass)
    }
}
