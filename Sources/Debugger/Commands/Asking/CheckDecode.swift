import JSON
import Llama4
import Views

/// `check decode`: whether token by token is the same as all at once.
enum CheckDecode {
    static func answer(_ input: CommandInput, _ debugger: Debugger) throws(Refusal) -> Answer {
        let walk = try debugger.currentWalk
        let ids = walk.ids
        let fitting = BatchPlan.onePass.nextLength(remaining: ids.count, position: 0, config: debugger.model.config, logits: .all)
        let check = try refusing {
            try DecodeCheck(
                debugger.program, patches: walk.machine.patches, ids: Array(ids.prefix(fitting)), shouldContinue: { !input.world.isInterrupted() },
                progress: { done in if done % 64 == 0 { input.world.progress("position \(done) of \(fitting)") } })
        }
        var lines: [String] = []
        if check.isInterrupted { lines.append("Interrupted after \(check.positions.times("position")).") }
        if fitting < ids.count { lines.append("Of \(ids.count) tokens, \(fitting) fit into one pass; the rest was not compared.") }
        lines.append(verdict(check, debugger))
        if let largest = check.largest {
            lines.append("The largest difference, for its number, is \(Quantity.error(largest.amount)) of \(Quantity.decimal(Double(abs(largest.expected)))), in \(place(largest, debugger)).")
            if let first = check.firstRounding, first != largest { lines.append("The first one is \(Quantity.error(first.amount)), in \(place(first, debugger)).") }
        }
        return Answer(lines.joined(separator: "\n"), json: [
            "positions": .int(check.positions), "rows": .int(check.rows), "equal_rows": .int(check.equalRows),
            "agrees": .bool(check.first == nil), "first": json(check.first), "first_bit": json(check.firstRounding), "largest": json(check.largest),
            "interrupted": .bool(check.isInterrupted),
        ])
    }

    private static func verdict(_ check: DecodeCheck, _ debugger: Debugger) -> String {
        let what = "\(check.positions.times("position")), \(check.rows) rows of values"
        if let first = check.first {
            return "Token by token differs from all at once, first in \(place(first, debugger)): \(first.found), expected \(first.expected)."
        }
        if check.equalRows == check.rows { return "Token by token is all at once, bit by bit: \(what)." }
        return "Token by token is all at once: \(what), \(check.equalRows) of them equal to the last bit, the others but for rounding."
    }

    private static func place(_ difference: DecodeCheck.Difference, _ debugger: Debugger) -> String {
        "\(difference.name) at position \(difference.position) \(debugger.label(difference.position))"
    }

    private static func json(_ difference: DecodeCheck.Difference?) -> JSONValue {
        guard let difference else { return .null }
        return [
            "position": .int(difference.position), "name": .string(difference.name), "difference": ValueJSON.number(difference.amount),
            "found": ValueJSON.number(Double(difference.found)), "expected": ValueJSON.number(Double(difference.expected)),
        ]
    }
}
