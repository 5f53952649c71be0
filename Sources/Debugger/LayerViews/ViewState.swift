import Llama4
import Machine
import Tensors
import Views

/// A model at some point of a pass, for views: the same for a debugger that stands there and for a program that has just
/// run a prompt.
public struct ViewState {
    public let model: Model
    /// nil where nothing has been given to the model yet; rules can be shown even so.
    public let machine: Machine?
    public let labels: TokenLabels

    /// - Parameters:
    ///   - ids: all tokens so far, from position 0 on
    ///   - images: the pictures among them, whose patches get names of their own
    public init(model: Model, machine: Machine? = nil, ids: [Int32] = [], images: ImagePrompt? = nil) {
        self.init(model: model, machine: machine, ids: ids, layout: images.map { PictureLayout($0) })
    }

    init(model: Model, machine: Machine?, ids: [Int32], layout: PictureLayout?) {
        self.model = model
        self.machine = machine
        labels = TokenName.labels(ids, model.tokenizer, names: layout?.patchNames(below: ids.count) ?? [:])
    }

    /// A value of a layer that has to be computed.
    func value(_ name: String) throws(Refusal) -> Value {
        guard let machine else { throw Refusal("There is nothing to look at yet. Type `prompt TEXT` first.") }
        guard machine.program.register(named: name) != nil || machine.program.inputs.first?.name != VisionPass.input else {
            throw Refusal("The walk stands in the vision tower, and \(name) belongs to the text behind it. `until embed` goes there.")
        }
        return try refusing { try machine.value(named: name) }
    }

    /// A value of all passes so far, row under row, and the position of its first row. Passes before this one are computed again.
    func joined(_ name: String) throws(Refusal) -> (value: Value, firstPosition: Int) {
        let last = try value(name)
        guard var copy = machine?.fork() else { return (last, 0) }
        var parts = [last]
        while copy.passIndex > 0 {
            copy.rewind()
            guard try refusing({ try copy.back() }) else { break }
            parts.append(try refusing { try copy.value(named: name) })
        }
        return (try RowJoin.join(parts.reversed()), copy.firstPosition)
    }

    func layer(_ number: Int) throws(Refusal) -> Config.Layer {
        let count = model.config.layerCount
        guard (0..<count).contains(number) else {
            throw Refusal("There is no layer \(number): the model has layers 0 to \(count - 1).")
        }
        return model.config.layers[number]
    }

    /// A line above a view.
    static func heading(_ text: String, _ style: TextStyle) -> String {
        style.palette(.heading, style.glyphs.prose(text).truncated(to: style.width, ellipsis: style.glyphs.ellipsis)) + "\n"
    }

    /// `layer 3 · NoPE, full causal`
    func title(_ layer: Config.Layer, _ style: TextStyle) -> String {
        let kind = "\(layer.usesRope ? "RoPE" : "NoPE"), \(layer.chunk.map { "chunked by \($0)" } ?? "full causal")"
        return "layer \(layer.index) \(style.glyphs.separator) \(kind)"
    }
}

extension Debugger {
    var viewState: ViewState { ViewState(model: model, machine: walk?.machine, ids: walk?.ids ?? [], layout: walk?.pictures?.layout) }
}
