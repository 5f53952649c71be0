import Machine
import Tensors

/// Direct logit attribution: how much each part of the model has added to a token's logit at one position.
///
/// The stream is a sum of what the embedding and every block wrote into it. The final norm divides all of them by the same
/// number, which is measured, and the output head is linear. So each part has its own share of the logit:
///
///     logit = Σ_parts part · u,   u_i = W[token, i] · w_norm[i] / √(mean x² + ε)
///
/// The parts add up to the logit but for rounding. They are direct contributions only: what a part did by changing what
/// later parts read is counted where those parts wrote it.
///
/// - Source: Elhage et al. 2021, "A Mathematical Framework for Transformer Circuits"; TransformerLens `logit_attrs`.
struct DirectAttribution {
    let token: Int32
    /// The token whose logit is subtracted, for asking why one and not the other.
    let against: Int32?
    /// In program order.
    let parts: [AttributionPart]
    /// The pass's own number.
    let logit: Double
    /// 1 / √(mean x² + ε) of the final norm.
    let scale: Double

    var sum: Double { parts.reduce(0) { $0 + $1.amount } }

    /// - Parameters:
    ///   - row: the row of the pass
    ///   - splitsHeads: whether attention is told apart by heads
    init(_ machine: Machine, head: OutputHead, token: Int32, against: Int32? = nil, row: Int, splitsHeads: Bool = false) throws {
        self.token = token
        self.against = against
        let stream = try machine.value(of: head.stream).tensor.row(row).map(Double.init)
        let mean = stream.reduce(0) { $0 + $1 * $1 } / Double(max(stream.count, 1))
        let scale = 1 / (mean + Double(head.scale.epsilon)).squareRoot()
        self.scale = scale
        let matrix = head.matrix.matrix
        let direction = (0..<head.width).map { i in
            let weight = Double(matrix[output: Int(token), input: i]) - (against.map { Double(matrix[output: Int($0), input: i]) } ?? 0)
            return weight * Double(head.scale.weight.values[i]) * scale
        }
        var walk = StreamWalk(machine: machine, direction: direction, row: row, splitsHeads: splitsHeads)
        try walk.collect(head.stream)
        var parts = walk.parts
        if let bias = head.matrix.bias {
            let own = Double(bias.values[Int(token)]) - (against.map { Double(bias.values[Int($0)]) } ?? 0)
            parts.append(AttributionPart(name: bias.name, layer: nil, kind: .other, amount: own))
        }
        self.parts = parts
        let logits = try machine.value(of: head.logits.result).tensor
        let own = logits.row(min(row, logits.shape.rowCount - 1))
        logit = Double(own[Int(token)]) - (against.map { Double(own[Int($0)]) } ?? 0)
    }
}
