import Tensors

/// The values that an instruction reads, in the order of its operands.
public struct Operands {
    private let values: [Value]

    public init(_ values: [Value]) {
        self.values = values
    }

    public subscript(index: Int) -> Value { values[index] }

    public var shapes: [Shape] { values.map(\.shape) }

    public func tensor(_ index: Int) -> Tensor {
        guard case .tensor(let tensor) = values[index] else { preconditionFailure("operand \(index) is no tensor") }
        return tensor
    }

    public func indices(_ index: Int) -> Indices {
        guard case .indices(let indices) = values[index] else { preconditionFailure("operand \(index) is no indices") }
        return indices
    }

    public func mask(_ index: Int) -> AttentionMask {
        guard case .mask(let mask) = values[index] else { preconditionFailure("operand \(index) is no mask") }
        return mask
    }

    public func cache(_ index: Int) -> CacheView {
        guard case .cache(let view) = values[index] else { preconditionFailure("operand \(index) is no cache view") }
        return view
    }
}
