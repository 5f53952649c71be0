/// A matrix of weights where it lies, usually inside a memory-mapped checkpoint: y = x · W.
///
/// Two layouts occur in Llama 4 checkpoints. A linear layer stores one row per output (`[out, in]`);
/// the fused experts store one row per input (`[in, out]`), and gate and up are the two halves of each row.
///
///     outputMajor   W(o, i) = base[o · stride + i]
///     inputMajor    W(o, i) = base[i · stride + o]
public struct WeightMatrix: @unchecked Sendable {
    public enum Layout: Sendable {
        case outputMajor
        case inputMajor
    }

    /// The checkpoint's key, for messages and listings.
    public let name: String
    public let encoding: WeightEncoding
    public let layout: Layout
    public let inputs: Int
    public let outputs: Int
    /// Elements from the beginning of one stored row to the next.
    public let stride: Int
    /// The first element.
    public let base: UnsafeRawPointer
    /// What the codes are multiplied by; nil for floats.
    public let scales: WeightScales?
    /// Keeps the memory behind `base` alive.
    let owner: AnyObject
    private let source: Source?

    /// What it was made of, where that is still to be had.
    public var origin: WeightMatrix? { source?.matrix }

    private final class Source: Sendable {
        let matrix: WeightMatrix

        init(_ matrix: WeightMatrix) { self.matrix = matrix }
    }

    /// - Precondition: `base` is valid for the whole matrix as long as `owner` lives. Codes have scales, and those of four bits lie
    ///   together for each output, in groups of a multiple of eight inputs.
    public init(
        name: String, encoding: WeightEncoding, layout: Layout, inputs: Int, outputs: Int, stride: Int,
        base: UnsafeRawPointer, scales: WeightScales? = nil, origin: WeightMatrix? = nil, owner: AnyObject
    ) {
        precondition(encoding.hasScales == (scales != nil), "\(name): codes have scales, floats have none")
        if encoding.blockLength > 1 {
            precondition(layout == .outputMajor && stride % encoding.blockLength == 0, "\(name): codes lie together for each output")
        }
        if let scales {
            let isGrouped = scales.groupLength < inputs || scales.hasZeroPoints
            precondition(!isGrouped || encoding == .int4 && (scales.groupLength >= inputs || scales.groupLength % 8 == 0), "\(name): groups")
        }
        self.name = name
        self.encoding = encoding
        self.scales = scales
        source = origin.map(Source.init)
        self.layout = layout
        self.inputs = inputs
        self.outputs = outputs
        self.stride = stride
        self.base = base
        self.owner = owner
    }

    /// A matrix of floats.
    ///
    /// - Precondition: as above, and the dtype is computable.
    public init(
        name: String, dtype: DType, layout: Layout, inputs: Int, outputs: Int, stride: Int,
        base: UnsafeRawPointer, owner: AnyObject
    ) {
        guard let encoding = WeightEncoding(dtype) else { preconditionFailure("\(name): \(dtype.rawValue) is not computable") }
        self.init(
            name: name, encoding: encoding, layout: layout, inputs: inputs, outputs: outputs, stride: stride, base: base, owner: owner)
    }

    /// A matrix over numbers of one's own, in the layout `[out, in]`.
    public init(name: String, inputs: Int, outputs: Int, values: [Float]) {
        precondition(values.count == inputs * outputs, "\(values.count) values do not fill [\(outputs), \(inputs)]")
        let storage = TensorStorage(capacity: values.count)
        storage.base.update(from: values, count: values.count)
        self.init(
            name: name, dtype: .float32, layout: .outputMajor, inputs: inputs, outputs: outputs, stride: inputs,
            base: UnsafeRawPointer(storage.base), owner: storage)
    }

    /// The scales of codes.
    ///
    /// - Precondition: the weights are codes
    var codeScales: WeightScales {
        guard let scales else { preconditionFailure("\(name): codes without scales") }
        return scales
    }

    /// Stored rows, and weights in each.
    var rows: (count: Int, length: Int) {
        layout == .outputMajor ? (outputs, inputs) : (inputs, outputs)
    }

    /// Bytes that one full read of the matrix touches.
    public var byteCount: Int {
        rows.count * encoding.byteCount(rows.length) + (scales?.byteCount(outputs: outputs) ?? 0)
    }

    /// One weight as a float. For looking, not for computing.
    public subscript(output output: Int, input input: Int) -> Float {
        let code = code(output: output, input: input)
        guard let scales else { return code }
        let group = input / scales.groupLength
        return (code - Float(scales.zeroPoint(output: output, group: group))) * scales.scale(output: output, group: group)
    }

    /// One weight as it is coded: before its zero point and its scale.
    public func code(output: Int, input: Int) -> Float {
        precondition(output >= 0 && output < outputs && input >= 0 && input < inputs)
        let (row, place) = layout == .outputMajor ? (output, input) : (input, output)
        func weight<Format: WeightFormat>(_ format: Format.Type) -> Float {
            Format.weight(place, from: StoredRows<Format>(base, stride: stride).row(row))
        }
        return switch encoding {
        case .float32: weight(Float32Weights.self)
        case .float16: weight(Float16Weights.self)
        case .bfloat16: weight(BFloat16Weights.self)
        case .float8: weight(Float8Weights.self)
        case .int8: weight(Int8Weights.self)
        case .int4: weight(Int4Weights.self)
        case .q8Block32: weight(Q8Block32.self)
        case .q4Block32: weight(Q4Block32.self)
        case .q4Block256: weight(Q4Block256.self)
        case .q5Block256: weight(Q5Block256.self)
        case .q6Block256: weight(Q6Block256.self)
        }
    }
}
