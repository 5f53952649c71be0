import Llama4
import Machine

extension Trap {
    static let rotation: [Trap] = [
        Trap(
            name: "rope-half-split", title: "RoPE on half-split pairs (j, j + d/2)",
            remedy: "Pairs are neighbours (2j, 2j + 1) for these weights; half-split needs permuted rows (vLLM #34243)."
        ) { site in
            guard let rope = site.instruction.operation as? Rope else { return nil }
            return site.evaluator.rotated(site.operands[0], positions: site.operands[1], frequencies: rope.frequencies, halves: true)
        },
        Trap(name: "rope-left-out", title: "RoPE left out", remedy: "The layer has RoPE: 1 in no_rope_layers means with.") { site in
            site.instruction.operation is Rope ? site.operands[0] : nil
        },
        Trap(
            name: "rope-unscaled", title: "frequencies without rope_scaling",
            remedy: "The config asks for llama3 scaling."
        ) { site in
            guard let rope = site.instruction.operation as? Rope else { return nil }
            let plain = Config.Rope(theta: site.evaluator.config.rope.theta, scaling: nil).inverseFrequencies(headSize: 2 * rope.frequencies.count)
            return plain == rope.frequencies ? nil
                : site.evaluator.rotated(site.operands[0], positions: site.operands[1], frequencies: plain, halves: false)
        },
        Trap(
            name: "rope-position-from-one", title: "positions counted from 1",
            remedy: "The first token has position 0."
        ) { site in
            guard let rope = site.instruction.operation as? Rope else { return nil }
            var positions = site.operands[1]
            positions.values = positions.values.map { $0 + 1 }
            return site.evaluator.rotated(site.operands[0], positions: positions, frequencies: rope.frequencies, halves: false)
        },
    ]

    /// A mistake about a whole layer: it is one only where all that it changes is as it says.
    static let layers: [Trap] = [
        Trap(
            name: "nope-layers-swapped", title: "NoPE layers swapped: the layer is run as the other kind",
            remedy: "1 in no_rope_layers means with RoPE, chunks and QK norm; 0 means none of them, and temperature."
        ) { site in
            guard let layer = site.layer else { return nil }
            return try layer.usesRope ? asNoPE(site) : asRope(site)
        },
    ]

    /// A layer with RoPE run as a NoPE layer: no rotation, no norm, tempered queries, and a mask without chunks.
    private static func asNoPE(_ site: Site) throws -> ReferenceValue? {
        switch site.instruction.operation {
        case is Rope where site.shortName == "q_rot":
            try site.lookup("temperature").map { site.evaluator.scaledRows(site.operands[0], by: $0) } ?? site.operands[0]
        case is Rope, is HeadNorm: site.operands[0]
        case is ChunkedMask: site.evaluator.mask(site.operands[0], keys: site.operands[1]) { _, _ in true }
        default: nil
        }
    }

    /// A NoPE layer run as one with RoPE. Where queries are tempered is where they are rotated and normed instead.
    private static func asRope(_ site: Site) throws -> ReferenceValue? {
        let config = site.evaluator.config
        func turned(_ x: ReferenceValue, _ positions: ReferenceValue) -> ReferenceValue {
            let rotated = site.evaluator.rotated(x, positions: positions, frequencies: config.inverseFrequencies, halves: false)
            return config.usesQKNorm
                ? site.evaluator.normed(rotated, groupSize: config.headSize, epsilon: config.rmsNormEpsilon, weight: nil) : rotated
        }
        switch site.instruction.operation {
        case is ScaleRows: return try site.lookup("positions").map { turned(site.operands[0], $0) }
        case let append as AppendCache where site.shortName == "keys":
            return site.evaluator.appended(
                turned(site.operands[1], site.operands[2]), to: site.operands[0], positions: site.operands[2], chunk: append.chunk)
        case is CausalMask:
            guard let chunk = config.attentionChunkSize else { return nil }
            return site.evaluator.mask(site.operands[0], keys: site.operands[1]) { $0 / chunk == $1 / chunk }
        default: return nil
        }
    }

    static let masks: [Trap] = [
        Trap(
            name: "chunk-mask-off", title: "no chunks: a full causal mask",
            remedy: "Layers with RoPE see their own chunk only (attention_chunk_size)."
        ) { site in
            site.instruction.operation is ChunkedMask ? site.evaluator.mask(site.operands[0], keys: site.operands[1]) { _, _ in true } : nil
        },
        Trap(
            name: "sliding-window", title: "a sliding window in place of chunks",
            remedy: "Chunks are blocks: position p sees from ⌊p / chunk⌋ · chunk on."
        ) { site in
            guard let mask = site.instruction.operation as? ChunkedMask else { return nil }
            return site.evaluator.mask(site.operands[0], keys: site.operands[1]) { $0 - $1 < mask.chunk }
        },
        Trap(
            name: "chunks-on-nope-layers", title: "a NoPE layer is chunked", remedy: "NoPE layers see everything before them."
        ) { site in
            guard site.instruction.operation is CausalMask, let chunk = site.evaluator.config.attentionChunkSize else { return nil }
            return site.evaluator.mask(site.operands[0], keys: site.operands[1]) { $0 / chunk == $1 / chunk }
        },
        Trap(name: "not-causal", title: "no causal mask: later positions are visible", remedy: "A query sees nothing behind itself.") { site in
            guard site.instruction.operation is ChunkedMask || site.instruction.operation is CausalMask else { return nil }
            return ReferenceValue(
                [site.operands[0].values.count, site.operands[1].rowCount],
                [Double](repeating: 1, count: site.operands[0].values.count * site.operands[1].rowCount))
        },
    ]

    static let temperatures: [Trap] = [-1.0, 1].map { shift in
        Trap(
            name: shift < 0 ? "temperature-off-by-one" : "temperature-one-early",
            title: shift < 0 ? "temperature off by one: ⌊position / floor⌋" : "temperature off by one: ⌊(position + 2) / floor⌋",
            remedy: "It is ⌊(position + 1) / floor_scale⌋, positions from 0."
        ) { site in
            guard let scale = site.instruction.operation as? TemperatureScale else { return nil }
            return site.evaluator.temperature(site.operands[0], scale, offset: 1 + shift)
        }
    } + [
        Trap(
            name: "temperature-off", title: "no temperature tuning",
            remedy: "attn_temperature_tuning is on (it is when the config doesn't say)."
        ) { site in
            switch site.instruction.operation {
            case is TemperatureScale: ReferenceValue(site.operands[0].shape, site.operands[0].values.map { _ in 1 })
            case is ScaleRows: site.operands[0]
            default: nil
            }
        },
    ]

    static let heads: [Trap] = [
        Trap(
            name: "scores-not-scaled", title: "scores without 1/√d", remedy: "Scores are divided by the root of head_dim."
        ) { site in
            guard let scores = site.instruction.operation as? Scores else { return nil }
            return site.evaluator.scores(site.operands[0], site.operands[1], scores, headMap: .consecutive, scaled: false)
        },
        Trap(
            name: "key-heads-interleaved", title: "query heads take key heads in turn",
            remedy: "Neighbouring query heads share a key head: head h reads ⌊h·K/H⌋."
        ) { site in
            switch site.instruction.operation {
            case let scores as Scores where scores.keyValueHeads != scores.heads:
                site.evaluator.scores(site.operands[0], site.operands[1], scores, headMap: .interleaved)
            case let z as WeightedValues where z.keyValueHeads != z.heads:
                site.evaluator.weighted(site.operands[0], site.operands[1], z, headMap: .interleaved)
            default: nil
            }
        },
    ]
}
