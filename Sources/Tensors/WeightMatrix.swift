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
    public let dtype: DType
    public let layout: Layout
    public let inputs: Int
    public let outputs: Int
    /// Elements from the beginning of one stored row to the next.
    public let stride: Int
    /// The first element.
    public let base: UnsafeRawPointer
    /// Keeps the memory behind `base` alive.
    let owner: AnyObject

    /// - Precondition: `base` is valid for the whole matrix as long as `owner` lives, and the dtype is computable.
    public init(
        name: String, dtype: DType, layout: Layout, inputs: Int, outputs: Int, stride: Int,
        base: UnsafeRawPointer, owner: AnyObject
    ) {
        precondition(dtype.isComputable, "\(name): \(dtype.rawValue) is not computable")
        self.name = name
        self.dtype = dtype
        self.layout = layout
        self.inputs = inputs
        self.outputs = outputs
        self.stride = stride
        self.base = base
        self.owner = owner
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

    /// Bytes that one full read of the matrix touches.
    public var byteCount: Int { inputs * outputs * dtype.byteCount }

    /// One weight as a float. For looking, not for computing.
    public subscript(output output: Int, input input: Int) -> Float {
        precondition(output >= 0 && output < outputs && input >= 0 && input < inputs)
        let offset = layout == .outputMajor ? output * stride + input : input * stride + output
        return dtype.float(at: offset, from: base)
    }
}
