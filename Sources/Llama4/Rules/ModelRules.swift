/// How a model is run, where that differs from what its checkpoint says: a few knobs, none by default.
///
///     let rules = ModelRules([.chunk(4), .fullAttention(layer: 3, false)])
///     let program = ForwardPass.program(config: config, weights: weights, rules: rules)
///
/// What the config can say is said by `applied(to:)`; the two things that no config says are asked for by the forward pass.
public struct ModelRules: Hashable, Sendable {
    /// No knob twice.
    public private(set) var rules: [ModelRule] = []

    /// As the checkpoint says.
    public static let none = ModelRules()

    public init(_ rules: [ModelRule] = []) {
        for rule in rules { turn(rule) }
    }

    public var isEmpty: Bool { rules.isEmpty }

    /// Turns a knob, whatever it was turned to before.
    public mutating func turn(_ rule: ModelRule) {
        rules.removeAll { $0.turnsSameKnob(as: rule) }
        rules.append(rule)
    }

    /// Whether queries and keys of a layer are rotated.
    func rotates(_ layer: Config.Layer) -> Bool {
        for case .rotation(layer.index, let isOn) in rules { return isOn }
        return layer.usesRope
    }

    /// What becomes of the router's logits.
    var routerScore: ModelRule.RouterScore {
        for case .routerScore(let score) in rules { return score }
        return .sigmoid
    }

    /// The config of the changed model.
    public func applied(to config: Config) -> Config {
        var config = config
        // Chunks first: a NoPE layer takes its chunk from the others, however the rules are ordered.
        for case .chunk(let chunk) in rules {
            config.attentionChunkSize = chunk
            for index in config.layers.indices where config.layers[index].chunk != nil {
                config.layers[index].attention = .chunked(chunk)
            }
        }
        for rule in rules {
            switch rule {
            case .temperatureFloor(let floor): config.temperatureFloor = Float(floor)
            case .temperatureTuning(let isOn): config.usesTemperatureTuning = isOn
            case .qkNorm(let isOn): config.usesQKNorm = isOn
            case .fullAttention(let layer, let isFull) where config.layers.indices.contains(layer):
                config.layers[layer].attention = isFull ? .full : config.attentionChunkSize.map { .chunked($0) } ?? .full
            case .chunk, .fullAttention, .rotation, .routerScore: break
            }
        }
        return config
    }
}

extension ModelRules {
    /// Whether the model of this config would be run differently.
    public func changesAnything(in config: Config) -> Bool {
        let changed = applied(to: config)
        return changed != config || routerScore != .sigmoid || changed.layers.contains { rotates($0) != $0.usesRope }
    }
}
