import JSON
import Machine
import Views

/// `info cache`: which positions each layer remembers.
enum InfoCache {
    static func answer(_ debugger: Debugger) throws(Refusal) -> Answer {
        let walk = try debugger.currentWalk
        var table = TextTable([.init("layer", .right), .init("positions"), .init("rows", .right), .init("bytes", .right, dropRank: 1), .init("kind", dropRank: 0)])
        var rows: [JSONValue] = []
        for layer in debugger.model.config.layers {
            let scope = "layers.\(layer.index).attn"
            let current = debugger.program.instruction(named: scope + ".keys").flatMap { $0.pc < walk.machine.pc ? $0.result : nil }
            guard let register = current ?? debugger.program.register(named: scope + ".cached_keys"),
                case .cache(let view)? = try? walk.machine.value(of: register)
            else { continue }
            let positions = view.count == 0 ? "none" : "\(view.firstPosition) to \(view.endPosition - 1)"
            // Keys and values.
            table.append([String(layer.index), positions, String(view.count), Quantity.bytes(2 * view.count * view.rowLength * 4), LayerText.kind(layer)])
            rows.append(["layer": .int(layer.index), "first_position": .int(view.firstPosition), "count": .int(view.count)])
        }
        return Answer(table.lines(debugger.style).joined(separator: "\n"), json: .array(rows), pages: true)
    }
}
