import Checkpoint
import Tensors

/// Takes tensors out of a checkpoint one by one and remembers what is wrong, so that all problems can be told at once.
///
/// A tensor with a problem yields an empty stand-in, and loading goes on; `finish` then says that it must not be used.
struct WeightsLoader {
    let tensors: TensorTable
    let prefix: String
    /// Inputs per scale, as the config has it.
    let groupLengths: [Int]
    /// What to make of the matrices that it is applied to; nil leaves them as they are.
    let quantizer: Quantizer?
    /// The names, up to the expert's number, under which experts are stored one by one.
    private let singleExperts: Set<String>
    private var taken: Set<String> = []
    private var problems: [WeightsProblem] = []

    init(_ tensors: TensorTable, textPrefix: String, groupLengths: [Int] = [], quantizer: Quantizer? = nil) {
        self.tensors = tensors
        prefix = textPrefix
        self.groupLengths = groupLengths
        self.quantizer = quantizer
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

    mutating func report(_ problem: WeightsProblem) {
        problems.append(problem)
    }

    /// A linear layer's matrix, [outputs, inputs], in whatever way it is stored.
    mutating func matrix(_ name: String, outputs: Int, inputs: Int) -> WeightMatrix {
        if !has(name), has("\(name)_packed") { return packedMatrix(name, outputs: outputs, inputs: inputs) }
        guard let entry = take(name, [outputs, inputs], isCoded: true) else { return Self.standIn }
        guard let encoding = WeightEncoding(entry.dtype) else { return codedMatrix(entry, name, outputs: outputs, inputs: inputs) }
        let (base, owner) = entry.alignedBase()
        return WeightMatrix(
            name: entry.name, encoding: encoding, layout: .outputMajor, inputs: inputs, outputs: outputs, stride: inputs,
            base: base, owner: owner)
    }

    /// A matrix that is made smaller if that was asked for.
    mutating func quantizedMatrix(_ name: String, outputs: Int, inputs: Int) -> WeightMatrix {
        quantized(matrix(name, outputs: outputs, inputs: inputs))
    }

    func quantized(_ matrix: WeightMatrix) -> WeightMatrix {
        quantizer?.quantized(matrix) ?? matrix
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
            matrix: quantizedMatrix("\(name).weight", outputs: outputs, inputs: inputs),
            bias: hasBias ? vector("\(name).bias", count: outputs) : nil)
    }

    /// All experts' matrices out of one tensor [experts, inputs, parts · outputs]: for each part, one view per expert.
    mutating func experts(_ name: String, count: Int, inputs: Int, outputs: Int, parts: Int) -> [[WeightMatrix]] {
        let rowLength = parts * outputs
        guard let entry = take(name, [count, inputs, rowLength], isCoded: true) else {
            return Array(repeating: Array(repeating: Self.standIn, count: count), count: parts)
        }
        let (base, owner) = entry.alignedBase()
        let encoding = WeightEncoding(entry.dtype) ?? (entry.dtype == .float8E4M3 ? .float8 : .int8)
        let scales = encoding.hasScales ? fusedScales(name, experts: count, rowLength: rowLength) : nil
        if encoding.hasScales && scales == nil { return Array(repeating: Array(repeating: Self.standIn, count: count), count: parts) }
        return (0..<parts).map { part in
            (0..<count).map { expert in
                quantized(WeightMatrix(
                    name: entry.name, encoding: encoding, layout: .inputMajor, inputs: inputs, outputs: outputs,
                    stride: rowLength,
                    base: base + (expert * inputs * rowLength + part * outputs) * entry.dtype.byteCount,
                    scales: scales?.scales(expert: expert, firstOutput: part * outputs, inputs: inputs), owner: owner))
            }
        }
    }

    /// All problems, those of tensors that nobody asked for last.
    consuming func finish() -> [WeightsProblem] {
        let prefix = prefix
        let taken = taken
        let superfluous = tensors.entries.filter { !taken.contains($0.name) && !Self.isExpected($0.name, prefix: prefix) }
        return problems + superfluous.map { .superfluous(name: $0.name, dtype: $0.dtype, shape: $0.shape) }
    }

    /// - Parameter isCoded: whether it may be stored as codes.
    mutating func take(_ name: String, _ shape: Shape, isCoded: Bool = false) -> TensorEntry? {
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
        guard entry.dtype.isComputable || isCoded && [.float8E4M3, .int8].contains(entry.dtype) else {
            problems.append(.wrongDType(name: name, found: entry.dtype))
            return nil
        }
        return entry
    }

    /// A tensor that belongs to another one, if it is there.
    mutating func companion(_ name: String) -> TensorEntry? {
        guard let entry = tensors[prefix + name] else { return nil }
        taken.insert(entry.name)
        return entry
    }

    /// Tensors that the text model has no use for and that mean no harm.
    private static func isExpected(_ name: String, prefix: String) -> Bool {
        // The picture tower is not the text model's; a checkpoint with it names the text model apart.
        let isVision = name.hasPrefix("vision_model.") || name.hasPrefix("multi_modal_projector.")
        // Older transformers stored RoPE's frequencies, which follow from the config.
        let isFrequencies = name.hasPrefix(prefix + "model.") && name.hasSuffix("rotary_emb.inv_freq")
        // Scales of activations, which stay floats here, and of caches.
        let isActivation = [".input_scale", "_input_scale", ".output_scale", ".k_scale", ".v_scale", ".q_scale"].contains(where: name.hasSuffix)
        return isVision || isFrequencies || isActivation
    }

    static let standIn = WeightMatrix(name: "absent", inputs: 0, outputs: 0, values: [])
}
