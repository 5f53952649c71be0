import JSON
import Machine
import Views

/// `info values`: what has been computed in this pass.
enum InfoValues {
    static func answer(_ debugger: Debugger, _ pattern: String) throws(Refusal) -> Answer {
        let walk = try debugger.currentWalk
        let wanted: Set<Int>? = pattern.isEmpty ? nil : Set(try debugger.resolver.location(pattern).pcs)
        let marks = EditMark(walk)
        var table = TextTable([.init("pc", .right, dropRank: 0), .init("name", minimumWidth: 12, keepsEnd: true), .init("value", minimumWidth: 16)])
        var rows: [JSONValue] = []
        for instruction in debugger.program.instructions[..<walk.machine.pc] where wanted?.contains(instruction.pc) ?? true {
            let name = instruction.name + marks.mark(instruction.result)
            // What was let go is not computed again just to be listed.
            let value = walk.machine.holds(instruction.result) ? try? walk.machine.value(of: instruction.result) : nil
            table.append([String(instruction.pc), name, value.map { ValueSummary($0).text() } ?? "let go; computed again when asked for"])
            let members: [(String, JSONValue)] = [("pc", .int(instruction.pc)), ("name", .string(instruction.name)), ("held", .bool(value != nil))]
            rows.append(.object(JSONObject(pairs: members + marks.json(instruction.result))))
        }
        guard !table.rows.isEmpty else {
            return Answer(pattern.isEmpty ? "Nothing has been computed in this pass yet." : "None of these has been computed in this pass yet.", json: [])
        }
        let footer = "\(Quantity.bytes(walk.machine.keptBytes)) are kept, of \(Quantity.bytes(debugger.settings.retentionBudget)) allowed."
        return Answer((table.lines(debugger.style) + [footer]).joined(separator: "\n"), json: .array(rows), pages: true)
    }
}
