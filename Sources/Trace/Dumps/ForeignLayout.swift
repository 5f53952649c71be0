import Machine
import Tensors

/// How a value of ours is called and laid out in another tool.
///
///     our names           as they are
///     Hugging Face        module paths, with a batch of one before positions: what a forward hook on that module sees
///     TransformerLens     hook names, with a batch of one, queries and the like split into heads: [1, T, H, d]
public struct ForeignLayout: Sendable {
    public enum Convention: String, Sendable, CaseIterable {
        case ours
        case huggingFace = "hf"
        case transformerLens = "transformerlens"
    }

    public let convention: Convention
    /// What stands before `layers.0…` in the checkpoint's keys, for Hugging Face: `model.` or `language_model.model.`.
    public let prefix: String

    public init(_ convention: Convention, prefix: String = "model.") {
        self.convention = convention
        self.prefix = prefix
    }

    /// All names that the other tool has for a value; none where it has no name for it.
    public func names(of instruction: Instruction) -> [String] {
        switch convention {
        case .ours: return [instruction.name]
        case .huggingFace:
            // What the experts' module yields is one row per expert and token, not the sum that we have.
            guard let name = NameAliases.name(of: instruction.name, in: .huggingFace), !instruction.name.hasSuffix(".routed_out") else { return [] }
            // The output head stands beside the model, not in it.
            let outer = prefix.hasSuffix("model.") ? String(prefix.dropLast("model.".count)) : prefix
            return [(name == "lm_head" ? outer : prefix) + name]
        case .transformerLens:
            var names = NameAliases.name(of: instruction.name, in: .transformerLens).map { [$0] } ?? []
            let parts = instruction.name.split(separator: ".")
            if instruction.name == "embed" {
                names.append("blocks.0.hook_resid_pre")
            } else if parts.count == 3, parts[2] == "resid_post", let layer = Int(parts[1]) {
                names.append("blocks.\(layer + 1).hook_resid_pre")
            }
            return names
        }
    }

    /// The other tool's shape for a value of ours.
    public func shape(_ shape: Shape, of instruction: Instruction) -> Shape {
        switch convention {
        case .ours: return shape
        case .huggingFace:
            // The mixture takes its tokens out of the batch before it does anything.
            guard !instruction.name.contains(".moe.") else { return shape }
            if let heads = instruction.heads, instruction.name.hasSuffix("_norm") {
                return [1, shape.rowCount, heads, shape.rowLength / heads]
            }
            return Shape([1] + shape.extents)
        case .transformerLens:
            if let heads = instruction.heads { return [1, shape.rowCount, heads, shape.rowLength / heads] }
            return Shape([1] + shape.extents)
        }
    }
}
