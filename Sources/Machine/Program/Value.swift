import Tensors

/// What a register holds.
public enum Value: Sendable {
    /// An activation.
    case tensor(Tensor)
    /// Token ids, positions or expert numbers.
    case indices(Indices)
    /// Which key each query may see; a rule, not yet numbers.
    case mask(AttentionMask)
    /// The keys or values that a layer remembers.
    case cache(CacheView)

    public var shape: Shape {
        switch self {
        case .tensor(let tensor): tensor.shape
        case .indices(let indices): indices.shape
        case .mask(let mask): mask.shape
        case .cache(let view): [view.count, view.rowLength]
        }
    }

    /// The same in numbers, whatever it is. Masks become zeros and ones, cache views are copied together.
    public var tensor: Tensor {
        switch self {
        case .tensor(let tensor): tensor
        case .indices(let indices): Tensor(indices.shape, indices.values.map(Float.init))
        case .mask(let mask): mask.tensor
        case .cache(let view): view.tensor
        }
    }

    /// Bytes that are free again when this value is dropped. Cache pages are shared, so they count as nothing.
    public var byteCount: Int {
        switch self {
        case .tensor(let tensor): tensor.count * 4
        case .indices(let indices): indices.count * 4
        case .mask, .cache: 0
        }
    }

    /// Whether both are of the same kind and hold the same bits.
    public func isBitEqual(to other: Value) -> Bool {
        switch (self, other) {
        case (.tensor(let mine), .tensor(let theirs)): mine.isBitEqual(to: theirs)
        case (.indices(let mine), .indices(let theirs)): mine == theirs
        case (.mask(let mine), .mask(let theirs)): mine == theirs
        case (.cache(let mine), .cache(let theirs)):
            mine.firstPosition == theirs.firstPosition && mine.tensor.isBitEqual(to: theirs.tensor)
        default: false
        }
    }

    /// The kind in a word, for messages.
    public var kind: String {
        switch self {
        case .tensor: "tensor"
        case .indices: "indices"
        case .mask: "mask"
        case .cache: "cache"
        }
    }
}
