import JSON
import Views

/// `info layers`: what distinguishes the layers.
enum InfoLayers {
    static func answer(_ debugger: Debugger) -> Answer {
        var table = TextTable([
            .init("layer", .right), .init("kind", minimumWidth: 12), .init("instructions", .right, dropRank: 0), .init("state", dropRank: 1),
        ])
        let pc = debugger.walk?.machine.pc ?? 0
        for layer in debugger.model.config.layers {
            guard let range = debugger.resolver.scopes.range(of: "layers.\(layer.index)") else { continue }
            let state = debugger.walk == nil ? "" : pc >= range.upperBound ? "done" : pc > range.lowerBound ? "<= here" : ""
            table.append([String(layer.index), LayerText.kind(layer), "\(range.lowerBound)-\(range.upperBound - 1)", state])
        }
        return Answer(table.lines(debugger.style).joined(separator: "\n"), json: .array(debugger.model.config.layers.map { layer in
            ["layer": .int(layer.index), "kind": .string(LayerText.kind(layer))]
        }), pages: true)
    }
}
