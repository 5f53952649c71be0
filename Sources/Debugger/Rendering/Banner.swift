import Llama4
import Views

/// What is shown when a session begins: the model in three lines, and how to begin.
struct Banner {
    private let model: Model
    private let style: TextStyle

    init(_ model: Model, _ style: TextStyle) {
        self.model = model
        self.style = style
    }

    var text: String {
        let description = ModelDescription(model)
        let encoding = description.census.encodings.max { $0.value.bytes < $1.value.bytes }?.key.rawValue ?? ""
        let separator = " \(style.glyphs.separator) "
        let parameters = "\(Quantity.count(description.census.total.parameters)) parameters "
            + "(\(Quantity.count(description.census.active.parameters)) active)"
        let name = description.name.split(separator: "/").last.map(String.init) ?? description.name
        let head = [name, "Llama 4 architecture", "\(parameters), \(encoding)"].joined(separator: separator)
        let layers = ([String(model.config.layerCount) + " layers"] + kinds).joined(separator: separator)
        let begin = model.tokenizer == nil ? "Type  ids 1 2 3  to begin (the model has no tokenizer), help for everything."
            : "Type  prompt TEXT  to begin, lesson for guided tours, help for everything."
        return [head, layers, begin].flatMap { $0.wrapped(to: style.width) }.joined(separator: "\n") + "\n"
    }

    /// `RoPE + chunked(32): 0 1 2`, `NoPE + full: 3`, `MoE everywhere: 4 experts + shared`
    private var kinds: [String] {
        let layers = model.config.layers
        var kinds: [String] = []
        for layer in layers {
            let name = "\(layer.usesRope ? "RoPE" : "NoPE") + \(layer.attention.text)"
            if !kinds.contains(name) { kinds.append(name) }
        }
        var text = kinds.map { name in
            let own = layers.filter { "\($0.usesRope ? "RoPE" : "NoPE") + \($0.attention.text)" == name }
            return "\(name): \(numbers(own.map(\.index)))"
        }
        let mixtures = layers.filter { $0.feedForward == .mixtureOfExperts }.map(\.index)
        if !mixtures.isEmpty {
            let place = mixtures.count == layers.count ? "everywhere" : "in " + numbers(mixtures)
            text.append("MoE \(place): \(model.config.expertCount) experts + shared")
        }
        return text
    }

    private func numbers(_ layers: [Int]) -> String {
        layers.count > 8 ? layers.prefix(6).map(String.init).joined(separator: " ") + " \(style.glyphs.ellipsis) (\(layers.count))"
            : layers.map(String.init).joined(separator: " ")
    }
}
