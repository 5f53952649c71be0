import Foundation
import Machine
import Tensors
import Views

/// Made-up values of a pass over a prompt that everybody can follow.
enum Example {
    static let words = [
        "Mia", ":", " red", " kite", ".", " Tom", ":", " blue", " drum", ".", " The", " sun", " was", " warm", " and", " the",
        " wind", " was", " soft", ".", " Tom", "'s", "\n", " 風船", ":",
    ]
    static let labels = TokenLabels(words)
    static let ids: [Int32] = words.indices.map { Int32(($0 * 7919 + 13) % 2048) }

    static func mask(_ count: Int = words.count, chunk: Int? = nil) -> AttentionMask {
        AttentionMask(chunk: chunk, firstQuery: 0, queryCount: count, firstKey: 0, keyCount: count)
    }

    /// The last query of a prompt, alone.
    static func decodeMask(at position: Int, chunk: Int? = nil) -> AttentionMask {
        let first = AttentionMask.firstVisible(from: position, chunk: chunk)
        return AttentionMask(
            chunk: chunk, firstQuery: position, queryCount: 1, firstKey: first, keyCount: position - first + 1)
    }

    static func wave(_ count: Int, seed: Int = 1) -> [Float] {
        (0..<count).map { sinf(Float(($0 * 37 + seed * 101) % 1009)) }
    }

    /// Heads of growing sharpness.
    static func pattern(_ mask: AttentionMask, heads: Int = 4) -> Tensor {
        let size = mask.queryCount * mask.keyCount
        let scores = (0..<heads).flatMap { head in wave(size, seed: head).map { $0 * Float(head + 1) * 1.5 } }
        return Kernels.softmax(Kernels.maskScores(Tensor([heads, mask.queryCount, mask.keyCount], scores), mask))
    }

    static func router(tokens: Int = words.count, experts: Int, perToken: Int = 1) -> RouterView {
        let logits = Tensor([tokens, experts], wave(tokens * experts).map { $0 * 3 })
        let chosen = Kernels.topIndices(logits, count: perToken)
        return RouterView(
            logits: logits, chosen: chosen, scores: Kernels.sigmoid(logits, at: chosen), labels: labels, smallMargin: 0.2)
    }

    static func choices(layer: Int, experts: Int, tokens: Int = words.count) -> Indices {
        Indices([tokens, 1], (0..<tokens).map { Int32(($0 * 5 + layer * 3 + $0 * layer) % experts) })
    }

    static func program() -> Program {
        let builder = ProgramBuilder()
        let positions = builder.input("positions", shape: [.newPositions])
        var x = builder.temperatureScale(positions: positions, scale: 0.1, floor: 8192, as: "temperature")
        for layer in 0..<12 {
            let at = builder.scope("layers.\(layer)")
            let shared = at.scope("moe.shared")
            let hidden = shared.multiply(shared.silu(x, as: "act"), x, as: "hidden_before_projection")
            x = at.add(x, hidden, as: "resid_post")
        }
        return builder.finish()
    }
}
