import JSON

enum BreakCommand: DebuggerCommand {
    static let page = CommandPage(
        "break", aliases: ["b", "br"], .stopping, "break PLACE [if CONDITION]", "break",
        summary: "Stops before an instruction, or after it if a condition on its value holds.",
        details: """
            PLACE is a value's name or the end of one (attn.scores), a glob (layers.*.moe.**), a scope (layers.2.attn), an \
            operation (rope), `layer 3`, a pc, or another tool's name (model.layers.3.self_attn.q_proj, blocks.3.attn.hook_pattern, \
            Qcur-3). A condition that speaks of the value itself (by its name, as `it`, or as a bare function) is asked after \
            the instruction; over many numbers it holds if it holds for any. Without a PLACE it stops here.

            Example: break router if margin < 0.02
            Example: break layers.*.resid_post if norm > 50
            """,
        operand: .place)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        try debugger.addBreakpoint(input.text, isTemporary: false)
    }
}

extension Debugger {
    mutating func addBreakpoint(_ text: String, isTemporary: Bool) throws(Refusal) -> Answer {
        let (place, condition) = try Self.splitCondition(text)
        let location: NameResolver.Location
        if place.isEmpty {
            guard let next = try currentWalk.machine.nextInstruction else {
                throw Refusal("The pass is complete, so there is no instruction here. Give a place: break attn.scores")
            }
            location = .init(description: next.name, pcs: [next.pc])
        } else {
            location = try self.location(place)
        }
        if let condition { try check(condition) }
        let word = isTemporary ? "tbreak" : "break"
        let source = "\(word) \(place.isEmpty ? location.description : place)"
        let point = stops.add(.breakpoint(location), source: source, condition: condition, isTemporary: isTemporary)
        let when = condition.map { ", when \($0.text)" } ?? ""
        return Answer(
            "\(isTemporary ? "Temporary breakpoint" : "Breakpoint") \(point.number): \(location.description)\(when)",
            json: ["number": .int(point.number), "places": .array(locationNames(location).map { .string($0) })])
    }

    /// A place in the program that the walk stands in, or in the other one of a walk with pictures: it is found there when the walk gets
    /// there.
    private func location(_ place: String) throws(Refusal) -> NameResolver.Location {
        do throws(Refusal) { return try resolver.location(place) } catch {
            guard let walk, let pictures = walk.pictures else { throw error }
            let other = walk.isSeeing ? NameResolver(walk.textProgram) : pictures.resolver
            guard let found = try? other.location(place) else { throw error }
            return NameResolver.Location(description: found.description, pcs: [])
        }
    }

    private func locationNames(_ location: NameResolver.Location) -> [String] {
        location.pcs.map { program.instructions[$0].name }
    }

    /// `attn.scores if max > 3` → the place and the condition.
    static func splitCondition(_ text: String) throws(Refusal) -> (place: String, condition: WrittenExpression?) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard let border = words.firstIndex(of: "if") else { return (text.trimmingSpaces, nil) }
        let place = words[..<border].joined(separator: " ").trimmingSpaces
        let condition = words[(border + 1)...].joined(separator: " ")
        return (place, try refusing { try WrittenExpression(condition) })
    }

    /// Refuses an expression that could never be evaluated: one with an unknown name or function.
    func check(_ expression: WrittenExpression) throws(Refusal) {
        try refusing { try ExpressionCheck(resolver).check(expression.expression) }
    }
}
