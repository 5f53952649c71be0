import Checkpoint
import Tensors

extension WeightsLoader {
    /// Eight-bit codes [outputs, inputs] with `_scale` beside them: one per output, or one for all.
    mutating func codedMatrix(_ entry: TensorEntry, _ name: String, outputs: Int, inputs: Int) -> WeightMatrix {
        guard let scale = scale("\(name)_scale", shape: [outputs, 1]) else { return Self.standIn }
        if tensors[prefix + "\(name)_zero_point"] != nil, let zeros = companion("\(name)_zero_point"), !zeros.isZero {
            report(.unusableCodes(name: entry.name, reason: "zero points are known for codes of four bits only"))
            return Self.standIn
        }
        let count = scale.shape.elementCount
        guard count == 1 || count == outputs else {
            report(.misshapen(name: scale.name, expected: [outputs, 1], found: scale.shape))
            return Self.standIn
        }
        return WeightMatrix(
            name: entry.name, encoding: entry.dtype == .int8 ? .int8 : .float8, layout: .outputMajor, inputs: inputs, outputs: outputs,
            stride: inputs, base: entry.file.base + entry.byteRange.lowerBound,
            scales: WeightScales(
                base: scale.file.base + scale.byteRange.lowerBound, dtype: scale.dtype, groupLength: max(inputs, 1),
                stride: count == 1 ? 0 : 1, owners: [scale.file]),
            owner: entry.file)
    }

    /// Four-bit codes: `_packed` [outputs, inputs / 8], `_scale` [outputs, groups], and what may stand beside them.
    mutating func packedMatrix(_ name: String, outputs: Int, inputs: Int) -> WeightMatrix {
        let words = (inputs + 7) / 8
        guard let packed = companion("\(name)_packed"), let scale = scale("\(name)_scale", shape: [outputs, 1]) else { return Self.standIn }
        if let shape = companion("\(name)_shape"), let stored = try? shape.integers(), stored != [outputs, inputs] {
            report(.unusableCodes(name: shape.name, reason: "the matrix is said to be \(Enumeration(stored.map(String.init))), not \(outputs), \(inputs)"))
            return Self.standIn
        }
        guard packed.shape == [outputs, words], packed.dtype == .int32 || packed.dtype == .uint32 else {
            report(.unusableCodes(
                name: packed.name,
                reason: "codes of four bits would be I32 [\(outputs), \(words)], but this is \(packed.dtype.rawValue) \(packed.shape)"))
            return Self.standIn
        }
        let groups = scale.shape.rank == 2 ? scale.shape[1] : 1
        guard scale.shape.elementCount == outputs * groups, let length = groupLength(inputs: inputs, groups: groups) else {
            report(.unusableCodes(name: scale.name, reason: "\(scale.shape) are no scales for groups of \(inputs) inputs"))
            return Self.standIn
        }
        let zeros = companion("\(name)_zero_point")
        guard areUsable(zeros, outputs: outputs, groups: groups), hasPlainOrder(name, inputs: inputs, groupLength: length)
        else { return Self.standIn }
        return WeightMatrix(
            name: packed.name, encoding: .int4, layout: .outputMajor, inputs: inputs, outputs: outputs, stride: words * 8,
            base: packed.file.base + packed.byteRange.lowerBound,
            scales: WeightScales(
                base: scale.file.base + scale.byteRange.lowerBound, dtype: scale.dtype, groupLength: length, stride: groups,
                zeroPoints: zeros.map { $0.file.base + $0.byteRange.lowerBound },
                owners: [scale.file] + (zeros.map { [$0.file] } ?? [])),
            owner: packed.file)
    }

    /// A tensor of scales in a float dtype; a problem if there is none.
    private mutating func scale(_ name: String, shape: Shape) -> TensorEntry? {
        guard let entry = companion(name) else {
            report(.missing(name: prefix + name, shape: shape))
            return nil
        }
        guard entry.dtype.isComputable else {
            report(.wrongDType(name: entry.name, found: entry.dtype))
            return nil
        }
        return entry
    }

    /// Inputs per scale: as the config has it if that gives so many groups, else equal shares.
    private func groupLength(inputs: Int, groups: Int) -> Int? {
        guard groups > 1 else { return groups == 1 ? max(inputs, 1) : nil }
        let told = groupLengths.first { ($0 - 1 + inputs) / $0 == groups }
        guard let length = told ?? (inputs % groups == 0 ? inputs / groups : nil), length % 8 == 0 else { return nil }
        return length
    }

    /// Whether zero points, where there are any, are laid out like the codes.
    private mutating func areUsable(_ zeros: TensorEntry?, outputs: Int, groups: Int) -> Bool {
        guard let zeros else { return true }
        let words = (outputs + 7) / 8
        guard zeros.shape == [words, groups], zeros.dtype == .int32 || zeros.dtype == .uint32 else {
            report(.unusableCodes(
                name: zeros.name, reason: "zero points would be I32 [\(words), \(groups)], but this is \(zeros.dtype.rawValue) \(zeros.shape)"))
            return false
        }
        return true
    }

    /// Whether inputs belong to groups in their order.
    private mutating func hasPlainOrder(_ name: String, inputs: Int, groupLength: Int) -> Bool {
        guard let order = companion("\(name)_g_idx"), let groups = try? order.integers() else { return true }
        // −1 everywhere is how an order that was never set is written.
        let isPlain = groups.count == inputs && groups.indices.allSatisfy { groups[$0] == $0 / groupLength || groups[$0] == -1 }
        if !isPlain {
            report(.unusableCodes(name: order.name, reason: "inputs are grouped in the order of their activation, which is not known here"))
        }
        return isPlain
    }
}

extension TensorEntry {
    fileprivate var isZero: Bool { bytes.allSatisfy { $0 == 0 } }
}
