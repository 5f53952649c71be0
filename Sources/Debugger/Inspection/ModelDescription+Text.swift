import Llama4
import Views

extension ModelDescription {
    /// A page for people.
    public var text: String {
        [headline, layerTable, partTable, costs + tower].joined(separator: "\n")
    }

    private var headline: String {
        let heads = "\(config.headCount) heads of \(config.headSize), \(config.keyValueHeadCount) for keys and values"
        var notes: [String] = []
        if config.usesQKNorm { notes.append("QK norm on RoPE layers") }
        if config.usesTemperatureTuning, config.layers.contains(where: { !$0.usesRope }) {
            notes.append("temperature tuning on NoPE layers from position \(Int(config.temperatureFloor) - 1) on")
        }
        if let scaling = config.rope.scaling {
            notes.append("RoPE base \(Quantity.plain(config.rope.theta)), scaled by \(Quantity.plain(scaling.factor))")
        } else {
            notes.append("RoPE base \(Quantity.plain(config.rope.theta))")
        }
        if config.tiesEmbeddings { notes.append("tied embeddings") }
        if config.attentionBias { notes.append("biases in attention") }
        if vision.tower != nil { notes.append("vision tower") }
        if !hasTokenizer { notes.append("no tokenizer: it works with ids") }
        return """
            \(name) · Llama 4 architecture
            \(Quantity.count(census.total.parameters)) parameters, \(Quantity.count(census.active.parameters)) active per token
            \(config.layerCount) layers · hidden \(config.hiddenSize) · \(heads)
            vocabulary \(config.vocabularySize) · made for \(config.maximumPositions) positions
            \(notes.joined(separator: " · "))

            """
    }

    private var layerTable: String {
        var table = TextTable([.init("layer", .right), .init("position"), .init("attention"), .init("feed-forward")])
        for layer in config.layers {
            table.append([String(layer.index), layer.usesRope ? "RoPE" : "NoPE", layer.attention.text, text(layer.feedForward)])
        }
        return table.text
    }

    private func text(_ feedForward: Config.FeedForward) -> String {
        switch feedForward {
        case .mixtureOfExperts:
            "MoE: top \(config.expertsPerToken) of \(config.expertCount) experts of \(config.expertIntermediateSize), and a shared one"
        case .dense: "dense: \(config.denseIntermediateSize)"
        }
    }

    private var partTable: String {
        var table = TextTable([.init("part"), .init("params", .right), .init("bytes", .right), .init("share", .right)])
        let total = census.total
        func append(_ name: String, _ amount: ParameterCensus.Amount) {
            let share = total.bytes > 0 ? "\(amount.bytes * 100 / total.bytes) %" : ""
            table.append([name, Quantity.count(amount.parameters), Quantity.bytes(amount.bytes), share])
        }
        for part in ParameterCensus.Part.allCases {
            if let amount = census.parts[part], amount.parameters > 0 { append(part.rawValue, amount) }
        }
        for (encoding, amount) in census.encodings.sorted(by: { $0.value.bytes > $1.value.bytes }) {
            append("stored as \(encoding.rawValue)", amount)
        }
        append("all", total)
        append("active per token", census.active)
        return table.text
    }

    /// What sees pictures, in a few lines.
    private var tower: String {
        switch vision {
        case .absent: return config.visionConfig == nil ? "" : "\nvision: config.json describes a tower, but the checkpoint has no tensors of one\n"
        case .unusable(let reason): return "\nvision: the tower can't be used: \(reason)\n"
        case .tower(let tower):
            let (config, amount) = (tower.config, tower.weights.amount)
            return """

                vision tower: \(Quantity.count(amount.parameters)) parameters, \(Quantity.bytes(amount.bytes))
                  \(config.layerCount) layers · hidden \(config.hiddenSize) · \(config.headCount) heads of \(config.headSize) · feed-forward \(config.intermediateSize)
                  tiles of \(config.imageSize) × \(config.imageSize) pixels, patches of \(config.patchSize) × \(config.patchSize): \(config.patchCount) patches and a class token a tile
                  \(config.shuffleBlock * config.shuffleBlock) patches become a token: \(config.tokensPerTile) tokens a tile; up to \(tower.preprocessing.maximumTiles) tiles and a global one a picture

                """
        }
    }

    private var costs: String {
        let beyond = cacheBytesPerTokenBeyondChunks == cacheBytesPerToken
            ? "" : ", \(Quantity.bytes(cacheBytesPerTokenBeyondChunks)) once the chunks are full"
        return "cache: \(Quantity.bytes(cacheBytesPerToken)) per token (Float)\(beyond)\n"
    }
}

extension Config.Attention {
    var text: String {
        switch self {
        case .chunked(let chunk): "chunked(\(chunk))"
        case .full: "full"
        }
    }
}
