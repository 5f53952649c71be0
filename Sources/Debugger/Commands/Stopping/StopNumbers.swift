/// The numbers of stopping points, as they are typed.
extension Debugger {
    /// A stopping point by number; the last one if nothing is said.
    func stopPoint(_ word: String?, for command: String) throws(Refusal) -> StopPoint {
        guard let last = stops.points.last else { throw Refusal("There are no breakpoints. `break attn.scores` makes one.") }
        guard let word else { return last }
        // The newest one, for files that don't know the number.
        if word == "$" { return last }
        guard let number = Int(word), let point = stops[number] else {
            throw Refusal("There is no breakpoint `\(word.shortened)`. \(numbersInUse)")
        }
        return point
    }

    /// Several of them, also as ranges: `1 3-5`. All if nothing is said.
    func stopPoints(_ words: [String]) throws(Refusal) -> [StopPoint] {
        guard !stops.points.isEmpty else { throw Refusal("There are no breakpoints. `break attn.scores` makes one.") }
        var chosen: [StopPoint] = []
        for word in words {
            if word == "$", let last = stops.points.last {
                chosen.append(last)
                continue
            }
            let bounds = word.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            let found: [StopPoint] = if bounds.count == 2, let first = bounds[0], let last = bounds[1], first <= last {
                stops.points.filter { (first...last).contains($0.number) }
            } else {
                stops.points.filter { bounds == [$0.number] }
            }
            guard !found.isEmpty else { throw Refusal("There is no breakpoint `\(word.shortened)`. \(numbersInUse)") }
            chosen += found
        }
        return words.isEmpty ? stops.points : chosen
    }

    private var numbersInUse: String {
        stops.points.isEmpty ? "There are none." : "There are " + stops.points.map { String($0.number) }.joined(separator: ", ") + "."
    }
}
