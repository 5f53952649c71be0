import Machine
import Tensors

/// A part of the model that says nothing any more: its output is zero. Nothing is rerouted for it.
enum Ablation: Hashable, Sendable {
    /// What a head brings back: its columns of z.
    case head(layer: Int, head: Int)
    /// What an expert says about the tokens that were sent to it: its rows of expert.out.
    case expert(layer: Int, expert: Int)
    case shared(layer: Int)
    /// Both additions to the residual stream, which goes past the layer unchanged.
    case layer(Int)

    var source: String {
        switch self {
        case .head(let layer, let head): "head \(layer).\(head)"
        case .expert(let layer, let expert): "expert \(layer).\(expert)"
        case .shared(let layer): "shared \(layer)"
        case .layer(let layer): "layer \(layer)"
        }
    }

    var summary: String {
        switch self {
        case .head(let layer, let head): "head \(head) of layer \(layer) brings back nothing"
        case .expert(let layer, let expert): "expert \(expert) of layer \(layer) says nothing, and its tokens stay with it"
        case .shared(let layer): "the shared expert of layer \(layer) says nothing"
        case .layer(let layer): "layer \(layer) adds nothing to the residual stream"
        }
    }

    var machinePatches: [Patch] {
        switch self {
        case .head(let layer, let head): [headPatch(layer, head)]
        case .expert(let layer, let expert): [expertPatch(layer, expert)]
        case .shared(let layer): [silencing("layers.\(layer).moe.shared.out")]
        case .layer(let layer): ["attn", "moe", "mlp"].map { silencing("layers.\(layer).\($0).out") }
        }
    }

    private func silencing(_ name: String) -> Patch {
        PatchRule(target: name, change: .zero).machinePatch(from: nil)
    }

    private func headPatch(_ layer: Int, _ head: Int) -> Patch {
        Patch("layers.\(layer).attn.z", summary: source) { (value, site) throws(OperationError) in
            guard case .tensor(var z) = value, let heads = site.instruction.heads, head < heads else {
                throw OperationError("there is no head \(head)")
            }
            let size = z.shape.rowLength / heads
            for row in 0..<z.shape.rowCount {
                let first = row * z.shape.rowLength + head * size
                for offset in first..<first + size { z[flat: offset] = 0 }
            }
            return .tensor(z)
        }
    }

    private func expertPatch(_ layer: Int, _ expert: Int) -> Patch {
        Patch("layers.\(layer).moe.expert.out", summary: source) { (value, site) throws(OperationError) in
            guard case .tensor(var out) = value else { return value }
            let length = out.shape.rowLength
            for (row, chosen) in site.operands.indices(1).values.enumerated() where Int(chosen) == expert {
                for offset in row * length..<(row + 1) * length { out[flat: offset] = 0 }
            }
            return .tensor(out)
        }
    }
}
