import Machine
import Tensors

/// A one-layer transformer with a chunk of 3 and made-up weights: small enough to run at every pc of every test.
enum ToyProgram {
    static let vocabulary = 7

    static func make() -> Program {
        let builder = ProgramBuilder()
        let ids = builder.input("ids", shape: [.newPositions])
        let positions = builder.input("positions", shape: [.newPositions])
        let keys = builder.input("attn.cached_keys", shape: [.visibleKeys, 4])
        let values = builder.input("attn.cached_values", shape: [.visibleKeys, 4])

        let x = builder.embed(ids, matrix("embed_tokens.weight", outputs: vocabulary, inputs: 8, seed: 1), as: "embed")
        let norm = builder.rmsNorm(x, WeightVector(name: "norm.weight", values: wave(8, seed: 2)), epsilon: 1e-5, as: "norm")
        let at = builder.scope("attn")
        let q = at.linear(norm, matrix("q_proj.weight", outputs: 8, inputs: 8, seed: 3), heads: 2, as: "q")
        let k = at.linear(norm, matrix("k_proj.weight", outputs: 4, inputs: 8, seed: 4), heads: 1, as: "k")
        let v = at.linear(norm, matrix("v_proj.weight", outputs: 4, inputs: 8, seed: 5), heads: 1, as: "v")
        let rotated = at.rope(q, positions: positions, frequencies: [1, 0.1], as: "q_rot")
        let allKeys = at.appendCache(k, to: keys, positions: positions, chunk: 3, as: "keys")
        let allValues = at.appendCache(v, to: values, positions: positions, chunk: 3, as: "values")
        let scores = at.scores(rotated, keys: allKeys, heads: 2, keyValueHeads: 1, headSize: 4, as: "scores")
        let mask = at.mask(positions: positions, keys: allKeys, chunk: 3, as: "mask")
        let pattern = at.softmax(at.maskScores(scores, mask: mask, as: "masked_scores"), as: "pattern")
        let z = at.weightedValues(pattern, values: allValues, heads: 2, keyValueHeads: 1, headSize: 4, as: "z")
        let middle = builder.add(x, z, as: "resid_mid")
        let router = builder.linear(middle, matrix("router.weight", outputs: 3, inputs: 8, seed: 6), as: "router_logits")
        let chosen = builder.topIndices(router, count: 2, as: "router_indices")
        let expertIn = builder.scaleCopies(middle, by: builder.sigmoid(router, at: chosen, as: "router_scores"), as: "in")
        let experts = (0..<3).map { matrix("experts.\($0).weight", outputs: 8, inputs: 8, seed: 10 + $0) }
        let out = builder.sumCopies(
            builder.expertLinear(expertIn, experts, indices: chosen, projection: "up", as: "expert.out"), as: "routed_out")
        _ = builder.linear(
            builder.add(middle, out, as: "resid_post"), matrix("lm_head.weight", outputs: vocabulary, inputs: 8, seed: 7),
            as: "logits")
        return builder.finish()
    }

    static func wave(_ count: Int, seed: Int) -> [Float] {
        (0..<count).map { i in Float((i * 37 + seed * 101) % 29) / 14.5 - 1 }
    }

    private static func matrix(_ name: String, outputs: Int, inputs: Int, seed: Int) -> WeightMatrix {
        WeightMatrix(name: name, inputs: inputs, outputs: outputs, values: wave(outputs * inputs, seed: seed))
    }
}

extension Machine {
    /// Every value that is computed at this point of the pass.
    func computedValues() throws -> [String: Value] {
        var values: [String: Value] = [:]
        for instruction in program.instructions[..<pc] {
            values[instruction.name] = try value(of: instruction.result)
        }
        return values
    }
}

func areBitEqual(_ a: [String: Value], _ b: [String: Value]) -> Bool {
    a.count == b.count && a.allSatisfy { name, value in b[name].map(value.isBitEqual(to:)) ?? false }
}
