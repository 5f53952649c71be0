import Machine

/// Which inputs made a number: its largest terms, then theirs, down to tokens and weights.
///
/// A level is a place where something is added up. Operations with one term (norms, masks, softmax) are passed through.
struct TraceBack: Sendable {
    struct Branch: Sendable {
        let term: ElementTerm
        /// How the numbers came about that the term was made from; empty where the trace ends.
        let nodes: [TraceBack]
    }

    let breakdown: ElementBreakdown
    /// The largest terms.
    let branches: [Branch]
    /// The terms that are not shown: how many, and what they add up to.
    let restCount: Int
    let restSum: Double

    /// Numbers that a trace looks into, whatever its depth.
    static let mostNodes = 400
    /// Terms smaller than this share of the largest are not followed.
    static let leastShare = 0.01

    /// - Parameters:
    ///   - depth: levels, at least 1
    ///   - breadth: terms that are shown and followed on each
    init(_ element: ValueElement, _ machine: Machine, depth: Int, breadth: Int) throws {
        var remaining = Self.mostNodes
        try self.init(element, machine, depth, breadth, &remaining)
    }

    private init(_ element: ValueElement, _ machine: Machine, _ depth: Int, _ breadth: Int, _ remaining: inout Int) throws {
        remaining -= 1
        let breakdown = try ElementBreakdown(element, machine)
        let below = breakdown.terms.count > 1 ? depth - 1 : depth
        let shown = breakdown.terms.prefix(breadth)
        var branches: [Branch] = []
        for term in shown {
            var nodes: [TraceBack] = []
            // What hardly counts is shown, but not followed.
            let counts = abs(term.amount) >= Self.leastShare * abs(shown.first?.amount ?? 0)
            for part in below > 0 && counts ? term.elements : [] where remaining > 0 {
                nodes.append(try TraceBack(part, machine, below, breadth, &remaining))
            }
            branches.append(Branch(term: term, nodes: nodes))
        }
        self.breakdown = breakdown
        self.branches = branches
        restCount = breakdown.terms.count - shown.count
        restSum = breakdown.terms.dropFirst(breadth).reduce(0) { $0 + $1.amount }
    }
}
