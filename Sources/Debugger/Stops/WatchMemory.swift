import Machine

/// What watched expressions came to on the way, so that no moment is asked about twice: between two instructions that concern
/// an expression it stays what it is. It lasts as long as one movement.
struct WatchMemory {
    typealias Outcome = Result<ExpressionValue?, ExpressionError>

    private struct Entry {
        let pass: Int
        /// The instruction that decided it; nil where none had been executed.
        let decisive: Int?
        let outcome: Outcome
    }

    /// By expression and pc, the last instruction before that pc which concerns it.
    private var decisive: [String: [Int?]] = [:]
    /// The latest outcomes of every expression.
    private var entries: [String: [Entry]] = [:]

    /// A step compares two moments, and the first one of a pass the end of the pass before.
    private static let capacity = 3

    /// The last instruction before `pc` that can have changed an expression.
    mutating func decisive(_ expression: WrittenExpression, before pc: Int, in program: Program) -> Int? {
        if let known = decisive[expression.text] { return known[pc] }
        let isAlways = !expression.expression.names.isDisjoint(with: ["layer", "pc", "pos", "position", "token", "pass"])
        let subject = ExpressionSubject(expression.expression)
        var table: [Int?] = [nil]
        for instruction in program.instructions {
            let concerns = isAlways || subject.concerns(instruction)
            table.append(concerns ? instruction.pc : table[table.count - 1])
        }
        decisive[expression.text] = table
        return table[pc]
    }

    /// What an expression was when so many instructions of a pass had been executed.
    mutating func outcome(
        _ expression: WrittenExpression, pass: Int, pc: Int, in program: Program, _ evaluate: () -> Outcome
    ) -> Outcome {
        let decisive = decisive(expression, before: pc, in: program)
        if let known = entries[expression.text]?.first(where: { $0.pass == pass && $0.decisive == decisive }) { return known.outcome }
        let outcome = evaluate()
        entries[expression.text, default: []].append(Entry(pass: pass, decisive: decisive, outcome: outcome))
        if entries[expression.text]?.count ?? 0 > Self.capacity { entries[expression.text]?.removeFirst() }
        return outcome
    }
}
