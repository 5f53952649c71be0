import JSON
import Llama4
import Machine
import Views

/// Marks values that were changed by hand or by a rule (`*`) and values that were computed before such a change (`~`).
struct EditMark {
    private let edited: Set<Register>
    private let stale: Set<Register>

    init(_ walk: Walk) {
        let byHand = walk.machine.editedRegisters
        edited = byHand.union(walk.machine.patchedRegisters)
        stale = byHand.isEmpty ? [] : walk.machine.staleRegisters
    }

    func mark(_ register: Register) -> String {
        edited.contains(register) ? "*" : stale.contains(register) ? "~" : ""
    }

    /// The mark as a member of an object, for machines; none where nothing is marked.
    func json(_ register: Register) -> [(String, JSONValue)] {
        let mark = mark(register)
        return mark.isEmpty ? [] : [("mark", .string(mark))]
    }

    /// The same, for a listing.
    func mark(_ listing: inout ProgramListing.Marks, in program: Program) {
        listing.edited = Set(edited.compactMap { program.instruction(writing: $0)?.pc })
        listing.stale = Set(stale.compactMap { program.instruction(writing: $0)?.pc })
    }

    /// A line for views that show values without a place for marks; nil if none of them is marked.
    func note(_ names: [String], in program: Program) -> String? {
        let marked = names.compactMap { name -> String? in
            guard let register = program.register(named: name) else { return nil }
            let mark = mark(register)
            return mark.isEmpty ? nil : name + mark
        }
        guard !marked.isEmpty else { return nil }
        let legend = [("*", "was changed"), ("~", "was computed from what was changed afterwards")].filter { sign, _ in
            marked.contains { $0.hasSuffix(sign) }
        }
        return marked.joined(separator: ", ") + "  (" + legend.map { "\($0.0) \($0.1)" }.joined(separator: ", ") + ")"
    }
}

extension Debugger {
    /// A line for a view that shows values without a place for marks; empty if none of them is marked.
    func markNote(_ isShown: (String) -> Bool) -> String {
        guard let walk else { return "" }
        let names = program.instructions[..<walk.machine.pc].map(\.name).filter(isShown)
        return EditMark(walk).note(names, in: program).map { $0 + "\n" } ?? ""
    }

    /// The same for the values that an expression names.
    func markNote(of names: Set<String>, in context: EvaluationContext) -> String {
        let found = names.compactMap { name in context.isName(name) ? (try? context.value(named: name))?.name : nil }
        return EditMark(context.walk).note(found.sorted(), in: context.walk.program).map { $0 + "\n" } ?? ""
    }

    /// The same for an expression as it was typed.
    func markNote(ofExpression text: String) -> String {
        guard let context = try? context() else { return "" }
        if ExpressionFunction.named(text) == nil, context.isName(text) { return markNote(of: [text], in: context) }
        return (try? WrittenExpression(text)).map { markNote(of: $0.expression.names, in: context) } ?? ""
    }

    /// A line for each of the model's rules that is not what its checkpoint says, for a view of what the rule makes.
    func ruleNote(_ isBehind: (ModelRule) -> Bool) -> String {
        rules.entries.compactMap { entry -> String? in
            guard case .knob(let knob) = entry.rule, isBehind(knob) else { return nil }
            return "* rule \(entry.number), \(knob.source): \(knob.summary(originalModel.config))\n"
        }.joined()
    }
}
