import Llama4

/// Something that is done differently in every pass, until it is undone: a knob of the model or a patch by name.
enum Rule: Hashable, Sendable {
    case knob(ModelRule)
    case patch(PatchRule)
    case ablation(Ablation)
    /// A token position gets this expert in place of the router's first choice.
    case route(layer: Int, position: Int, expert: Int)

    /// As it would be typed; rules are saved so.
    var source: String {
        switch self {
        case .knob(let knob): knob.source
        case .patch(let patch): "patch " + patch.source
        case .ablation(let ablation): "ablate " + ablation.source
        case .route(let layer, let position, let expert): "route \(layer) \(position) \(expert)"
        }
    }

    /// What it does, as the beginning of a sentence.
    ///
    /// - Parameter config: what the checkpoint says
    func summary(_ config: Config) -> String {
        switch self {
        case .knob(let knob): knob.summary(config)
        case .patch(let patch): patch.summary
        case .ablation(let ablation): ablation.summary
        case .route(let layer, let position, let expert):
            "in layer \(layer), the token at position \(position) goes to expert \(expert), whatever the router chooses"
        }
    }

    var isKnob: Bool {
        if case .knob = self { true } else { false }
    }

    /// Whether the later one takes the earlier one's place.
    func replaces(_ other: Rule) -> Bool {
        switch (self, other) {
        case (.knob(let mine), .knob(let theirs)): mine.turnsSameKnob(as: theirs)
        case (.patch(let mine), .patch(let theirs)): mine.target == theirs.target && mine.slice == theirs.slice
        case (.route(let layer, let position, _), .route(let otherLayer, let otherPosition, _)):
            layer == otherLayer && position == otherPosition
        default: self == other
        }
    }
}

extension ModelRule {
    var source: String {
        func word(_ isOn: Bool) -> String { isOn ? "on" : "off" }
        return switch self {
        case .chunk(let chunk): "shrink chunk=\(chunk)"
        case .temperatureFloor(let floor): "shrink floor=\(floor)"
        case .temperatureTuning(let isOn): "temperature \(word(isOn))"
        case .fullAttention(let layer, let isFull): "nope \(layer) \(word(isFull))"
        case .rotation(let layer, let isOn): "rope \(layer) \(word(isOn))"
        case .qkNorm(let isOn): "qknorm \(word(isOn))"
        case .routerScore(let score): "router \(score.rawValue)"
        }
    }

    func summary(_ config: Config) -> String {
        switch self {
        case .chunk(let chunk):
            "chunks of \(chunk)" + (config.attentionChunkSize.map { " instead of \($0)" } ?? "")
        case .temperatureFloor(let floor):
            "\(floor.times("position")) to a temperature instead of \(Int(config.temperatureFloor))"
        case .temperatureTuning(false): "no temperature tuning: queries of NoPE layers stay as they are"
        case .temperatureTuning(true): "temperature tuning on NoPE layers"
        case .fullAttention(let layer, false):
            "layer \(layer) gets the chunked mask of a RoPE layer (its positions stay as they are)"
        case .fullAttention(let layer, true): "layer \(layer) sees everything before it"
        case .rotation(let layer, false):
            "layer \(layer) doesn't rotate queries and keys, so it knows no positions (its mask stays as it is)"
        case .rotation(let layer, true): "layer \(layer) rotates queries and keys (its mask stays as it is)"
        case .qkNorm(false): "no QK norm"
        case .qkNorm(true): "QK norm on RoPE layers"
        case .routerScore(.softmax): "the experts' scores are a softmax over all of them, not each its own sigmoid"
        case .routerScore(.sigmoid): "each expert's score is its own sigmoid"
        }
    }
}
