import JSON
import Tensors

enum WhyCommand: DebuggerCommand {
    static let page = CommandPage(
        "why", .looking, "why LAYER QUERY KEY",
        summary: "Tells whether a layer's query may see a key, and by which rule.",
        details: """
            QUERY and KEY are absolute positions. The rules are causality, chunks, and NoPE layers that see everything.

            Example: why 2 17 3
            """,
        operand: .layer)

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        guard words.count == 3 else { throw Refusal("Give a layer, a query's position and a key's: why 2 17 3") }
        let layer = debugger.model.config.layers[try CommandInput.layer(words[0], of: debugger)]
        let query = try words[1].number(in: 0...1 << 40, for: "A query's position")
        let key = try words[2].number(in: 0...1 << 40, for: "A key's position")
        let allowed = key <= query && key >= AttentionMask.firstVisible(from: query, chunk: layer.chunk)
        func token(_ position: Int) -> String {
            let label = debugger.label(position)
            return "token \(position)" + (label.isEmpty ? "" : " \(label)")
        }
        var text: String
        if key > query {
            text = "No. \(token(key)) comes after \(token(query)): no layer looks ahead (causal)."
        } else if let chunk = layer.chunk {
            let (own, other) = (query / chunk, key / chunk)
            let place = { (number: Int) in "chunk \(number) (\(number * chunk)-\(number * chunk + chunk - 1))" }
            text = own == other
                ? "Yes. Both are in \(place(own)) of layer \(layer.index), which is chunked by \(chunk), and the key does not come later."
                : "No. \(token(query)) is in \(place(own)), \(token(key)) in \(place(other)): layer \(layer.index) is chunked by \(chunk)."
            if own != other, let full = debugger.model.config.layers.first(where: { $0.chunk == nil && $0.index >= layer.index }) ?? debugger.model.config.layers.first(where: { $0.chunk == nil }) {
                text += "\nLayer \(full.index) is a \(full.usesRope ? "full" : "NoPE") layer and may look there."
            }
        } else {
            text = "Yes. Layer \(layer.index) is a \(layer.usesRope ? "full" : "NoPE") layer: it sees everything up to the query itself."
        }
        return Answer(text, json: ["visible": .bool(allowed), "layer": .int(layer.index), "chunk": layer.chunk.map { .int($0) } ?? .null])
    }
}
