import Tensors

/// What many numbers are like, as it is shown: the kernel's moments, which traces record too, and how many are zero or infinite.
public struct Statistics: Hashable, Sendable {
    public let shape: Shape
    public let zeroCount: Int
    public let positiveInfinityCount: Int
    private let moments: TensorStatistics

    public init(_ tensor: Tensor) {
        shape = tensor.shape
        moments = Kernels.statistics(tensor)
        (zeroCount, positiveInfinityCount) = tensor.withUnsafeBuffer { values in
            values.reduce(into: (0, 0)) { counts, value in
                if value == 0 { counts.0 += 1 }
                if value == .infinity { counts.1 += 1 }
            }
        }
    }

    public var nanCount: Int { moments.nanCount }

    public var infinityCount: Int { moments.infinityCount }

    public var negativeInfinityCount: Int { infinityCount - positiveInfinityCount }

    /// How many numbers the following are about.
    public var finiteCount: Int { moments.finiteCount }

    /// 0 where no number is finite.
    public var minimum: Float { finiteCount > 0 ? moments.minimum : 0 }

    /// 0 where no number is finite.
    public var maximum: Float { finiteCount > 0 ? moments.maximum : 0 }

    /// The largest absolute value.
    public var magnitude: Float { max(abs(minimum), abs(maximum)) }

    public var mean: Double { moments.mean }

    /// Of the whole, not of a sample: divided by n.
    public var standardDeviation: Double { moments.standardDeviation }

    /// √Σx²
    public var norm: Double { moments.norm }
}
