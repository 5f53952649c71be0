import Checkpoint
import Foundation
import JSON
import Tensors

/// What transformers' `model_addition_debugger_context` writes: the tree of module calls with their inputs and outputs, either printed
/// (`use_repr=True`: corners, mean) or as safetensors files beside it.
struct TransformersDebugTree {
    private(set) var entries: [ActivationDump.Entry] = []
    private(set) var ids: [Int32]?
    private let directory: URL
    private var calls: [String: Int] = [:]
    /// The values that files were taken for: a module that is called twice writes its second values over the first.
    private var owners: [String: [String]] = [:]

    static func looksLikeOne(_ json: JSONValue) -> Bool {
        json.object?["module_path"]?.string != nil
    }

    init(_ json: JSONValue, directory: URL) {
        self.directory = directory
        walk(json, depth: 0)
    }

    private mutating func walk(_ node: JSONValue, depth: Int) {
        guard let node = node.object, depth < 64 else { return }
        if let path = node["module_path"]?.string {
            calls[path, default: 0] += 1
            let (module, layer) = Self.module(path)
            if let outputs = node["outputs"], outputs.object != nil || outputs.array != nil {
                take(outputs, path, Self.outputNames(module, layer, call: calls[path] ?? 1) ?? NameAliases.names(for: path))
            }
            if let first = node["inputs"]?.object?["args"]?.array?.first, first.object != nil {
                take(first, path + " input", Self.inputNames(module, layer, call: calls[path] ?? 1))
            }
        }
        for child in node["children"]?.array ?? [] { walk(child, depth: depth + 1) }
    }

    private mutating func take(_ value: JSONValue, _ name: String, _ ours: [String]) {
        if let list = value.array {
            // The router answers with scores and logits.
            guard name.hasSuffix(".router"), list.count == 2 else { return }
            let layer = ours.first.map { $0.split(separator: ".").dropLast().joined(separator: ".") } ?? ""
            take(list[0], name + " 0", [layer + ".router_scores"])
            take(list[1], name + " 1", [layer + ".router_logits"])
            return
        }
        guard let tensor = value.object, let shape = Self.extents(tensor["shape"]?.string ?? ""), !ours.isEmpty else { return }
        if let file = tensor["value"]?.string {
            let path = directory.appendingPathComponent(file).standardizedFileURL.path
            if ours == ["ids"] {
                ids = try? SafetensorsFile(path: path).tensors["data"]?.indices().values
                return
            }
            if let earlier = owners.updateValue(ours, forKey: path) { entries.removeAll { $0.ours == earlier } }
            entries.append(.init(name: name, ours: ours) { .tensor(try SafetensorsFile(path: path).tensor(named: "data").tensor()) })
        } else if let lines = tensor["value"]?.array {
            let text = lines.compactMap(\.string).joined(separator: "\n")
            guard let open = text.firstIndex(of: "["), let elements = BracketedNumbers.elements(text[open...], shape: shape) else { return }
            if ours == ["ids"] {
                if elements.count == shape.reduce(1, *) { ids = elements.compactMap { Int32(exactly: $0.value) } }
                return
            }
            let excerpt = ValueExcerpt(
                shape: shape, elements: elements, mean: Self.number(tensor["mean"]?.string ?? ""), digits: .significant(5))
            entries.append(.init(name: name, ours: ours) { .excerpt(excerpt) })
        }
    }

    // MARK: Names

    /// `Llama4ForCausalLM.model.layers.3.self_attn.q_proj` → `self_attn.q_proj`, 3
    private static func module(_ path: String) -> (String, Int?) {
        let parts = path.split(separator: ".")
        guard let place = parts.lastIndex(of: "layers"), place + 1 < parts.count, let layer = Int(parts[place + 1]) else {
            return (parts.last.map(String.init) ?? path, nil)
        }
        return (parts[(place + 2)...].joined(separator: "."), layer)
    }

    /// Outputs whose module's name alone does not say what they are.
    private static func outputNames(_ module: String, _ layer: Int?, call: Int) -> [String]? {
        guard let layer, module == "self_attn.qk_norm" else { return nil }
        return ["layers.\(layer).attn." + (call == 1 ? "q_norm" : "k_norm")]
    }

    /// Values that are nobody's output, but somebody's input.
    private static func inputNames(_ module: String, _ layer: Int?, call: Int) -> [String] {
        guard let layer else { return module == "embed_tokens" ? ["ids"] : [] }
        switch module {
        case "input_layernorm": return [layer == 0 ? "embed" : "layers.\(layer - 1).resid_post"]
        case "post_attention_layernorm": return ["layers.\(layer).resid_mid"]
        case "self_attn.qk_norm": return ["layers.\(layer).attn." + (call == 1 ? "q_rot" : "k_rot")]
        case "self_attn.o_proj": return ["layers.\(layer).attn.z"]
        case "feed_forward.down_proj": return ["layers.\(layer).mlp.hidden"]
        case "feed_forward.shared_expert.down_proj": return ["layers.\(layer).moe.shared.hidden"]
        default: return []
        }
    }

    /// `torch.Size([1, 41, 64])`
    private static func extents(_ text: String) -> [Int]? {
        guard let open = text.firstIndex(of: "["), let close = text[open...].firstIndex(of: "]") else { return nil }
        let extents = text[text.index(after: open)..<close].split(separator: ",").map { Int($0.trimmingCharacters(in: .whitespaces)) }
        guard !extents.contains(nil) else { return nil }
        return extents.compactMap { $0 }
    }

    /// `tensor(1.2345e-03)`
    private static func number(_ text: String) -> Double? {
        guard let open = text.firstIndex(of: "(") else { return nil }
        return Double(text[text.index(after: open)...].prefix { !",)".contains($0) })
    }
}
