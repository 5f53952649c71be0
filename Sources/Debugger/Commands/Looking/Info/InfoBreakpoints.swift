import JSON
import Views

/// `info breakpoints`: everything that can stop a walk.
enum InfoBreakpoints {
    static func answer(_ debugger: Debugger) -> Answer {
        guard !debugger.stops.points.isEmpty else {
            return Answer("There are no breakpoints. `break attn.scores`, `watch lens.top1` or `catch nan` makes one.", json: [])
        }
        var table = TextTable([.init("num", .right), .init("kind"), .init("on"), .init("hits", .right), .init("what", minimumWidth: 14)])
        var rows: [JSONValue] = []
        for point in debugger.stops.points {
            var what = point.description
            if let condition = point.condition { what += " if \(condition.text)" }
            if point.ignoreCount > 0 { what += ", passed over \(point.ignoreCount) more" }
            if !point.commands.isEmpty { what += ", \(point.commands.count.times("line")) of commands" }
            table.append([
                String(point.number), point.isTemporary ? "temporary" : point.kindName.lowercased(), point.isEnabled ? "yes" : "no",
                String(point.hits), what,
            ])
            rows.append([
                "number": .int(point.number), "kind": .string(point.kindName.lowercased()), "enabled": .bool(point.isEnabled),
                "hits": .int(point.hits), "what": .string(what),
            ])
        }
        return Answer(table.lines(debugger.style).joined(separator: "\n"), json: .array(rows))
    }
}
