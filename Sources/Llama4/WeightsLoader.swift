import Checkpoint
import Tensors

/// Takes tensors out of a checkpoint one by one and remembers what is wrong, so that all problems can be told at once.
///
/// A tensor with a problem yields an empty stand-in, and loading goes on; `finish` then says that it must not be used.
struct WeightsLoader {
    private let tensors: TensorTable
    private let prefix: String
    /// The names, up to the expert's number, under which experts are stored one by one.
    private let singleExperts: Set<String>
    private var taken: Set<String> = []
    private var problems: [WeightsProblem] = []

    init(_ tensors: TensorTable, textPrefix: String) {
        self.tensors = tensors
        prefix = textPrefix
        singleExperts = Set(tensors.entries.lazy.compactMap { Self.singleExpertPrefix($0.name) })
    }

    func has(_ name: String) -> Bool {
        tensors[prefix + name] != nil
    }

    /// Whether there is a tensor of a single expert, `{name}.7.…`.
    func hasSingleExperts(_ name: String) -> Bool {
        singleExperts.contains(prefix + name)
    }

    /// `a.experts` of `a.experts.7.up_proj.weight`.
    private static func singleExpertPrefix(_ name: String) -> String? {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let position = parts.lastIndex(of: "experts"), position + 1 < parts.count, Int(parts[position + 1]) != nil
        else { return nil }
        return parts[...position].joined(separator: ".")
    }

    /// A linear layer's matrix, [outputs, inputs].
    mutating func matrix(_ name: String, outputs: Int, inputs: Int) -> WeightMatrix {
        guard let entry = take(name, [outputs, inputs]) else { return Self.standIn }
        let (base, owner) = entry.alignedBase()
        return WeightMatrix(
            name: entry.name, dtype: entry.dtype, layout: .outputMajor, inputs: inputs, outputs: outputs, stride: inputs,
            base: base, owner: owner)
    }

    mutating func vector(_ name: String, count: Int) -> WeightVector {
        // A checked dtype can always be read as floats.
        guard let entry = take(name, [count]), let values = try? entry.floats() else {
            return WeightVector(name: name, values: [])
        }
        return WeightVector(name: entry.name, dtype: entry.dtype, values: values)
    }

    mutating func linear(_ name: String, outputs: Int, inputs: Int, hasBias: Bool) -> LinearWeights {
        LinearWeights(
            matrix: matrix("\(name).weight", outputs: outputs, inputs: inputs),
            bias: hasBias ? vector("\(name).bias", count: outputs) : nil)
    }

    /// All experts' matrices out of one tensor [experts, inputs, parts · outputs]: for each part, one view per expert.
    mutating func experts(_ name: String, count: Int, inputs: Int, outputs: Int, parts: Int) -> [[WeightMatrix]] {
        let rowLength = parts * outputs
        guard let entry = take(name, [count, inputs, rowLength]) else {
            return Array(repeating: Array(repeating: Self.standIn, count: count), count: parts)
        }
        let (base, owner) = entry.alignedBase()
        return (0..<parts).map { part in
            (0..<count).map { expert in
                WeightMatrix(
                    name: entry.name, dtype: entry.dtype, layout: .inputMajor, inputs: inputs, outputs: outputs,
                    stride: rowLength,
                    base: base + (expert * inputs * rowLength + part * outputs) * entry.dtype.byteCount, owner: owner)
            }
        }
    }

    /// What is wrong with the tensors that were asked for.
    var problemsOfTaken: [WeightsProblem] { problems }

    /// All problems, those of tensors that nobody asked for last.
    consuming func finish() -> [WeightsProblem] {
        let prefix = prefix
        let taken = taken
        let superfluous = tensors.entries.filter { !taken.contains($0.name) && !Self.isExpected($0.name, prefix: prefix) }
        return problems + superfluous.map { .superfluous(name: $0.name, dtype: $0.dtype, shape: $0.shape) }
    }

    private mutating func take(_ name: String, _ shape: Shape) -> TensorEntry? {
        let name = prefix + name
        guard let entry = tensors[name] else {
            problems.append(.missing(name: name, shape: shape))
            return nil
        }
        taken.insert(name)
        guard entry.shape == shape else {
            problems.append(.misshapen(name: name, expected: shape, found: entry.shape))
            return nil
        }
        guard entry.dtype.isComputable else {
            problems.append(.wrongDType(name: name, found: entry.dtype))
            return nil
        }
        return entry
    }

    /// Tensors that the text model has no use for and that mean no harm.
    private static func isExpected(_ name: String, prefix: String) -> Bool {
        // The picture tower is not the text model's; a checkpoint with it names the text model apart.
        let isVision = name.hasPrefix("vision_model.") || name.hasPrefix("multi_modal_projector.")
        // Older transformers stored RoPE's frequencies, which follow from the config.
        let isFrequencies = name.hasPrefix(prefix + "model.") && name.hasSuffix("rotary_emb.inv_freq")
        return isVision || isFrequencies
    }

    private static let standIn = WeightMatrix(name: "absent", inputs: 0, outputs: 0, values: [])
}
