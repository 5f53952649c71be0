import Tensors

/// What many numbers are like. Sums are in Double; NaN and infinities are counted and otherwise left out.
public struct Statistics: Hashable, Sendable {
    public let shape: Shape
    public private(set) var nanCount = 0
    public private(set) var positiveInfinityCount = 0
    public private(set) var negativeInfinityCount = 0
    public private(set) var zeroCount = 0
    /// How many numbers the following are about.
    public private(set) var finiteCount = 0
    /// 0 where no number is finite.
    public private(set) var minimum: Float = 0
    public private(set) var maximum: Float = 0
    public private(set) var mean = 0.0
    /// Of the whole, not of a sample: divided by n.
    public private(set) var standardDeviation = 0.0
    /// √Σx²
    public private(set) var norm = 0.0

    public init(_ tensor: Tensor) {
        shape = tensor.shape
        tensor.withUnsafeBuffer { count($0) }
    }

    /// The largest absolute value.
    public var magnitude: Float { max(abs(minimum), abs(maximum)) }

    public var infinityCount: Int { positiveInfinityCount + negativeInfinityCount }

    private mutating func count(_ values: UnsafeBufferPointer<Float>) {
        var (sum, squares) = (0.0, 0.0)
        (minimum, maximum) = (.infinity, -.infinity)
        for value in values {
            guard value.isFinite else {
                if value.isNaN { nanCount += 1 } else if value > 0 { positiveInfinityCount += 1 } else { negativeInfinityCount += 1 }
                continue
            }
            finiteCount += 1
            if value == 0 { zeroCount += 1 }
            minimum = min(minimum, value)
            maximum = max(maximum, value)
            sum += Double(value)
            squares += Double(value) * Double(value)
        }
        guard finiteCount > 0 else {
            (minimum, maximum) = (0, 0)
            return
        }
        mean = sum / Double(finiteCount)
        norm = squares.squareRoot()
        // A second look at the numbers: the difference of two large sums would lose the small spread.
        let deviations = values.reduce(0.0) { $1.isFinite ? $0 + (Double($1) - mean) * (Double($1) - mean) : $0 }
        standardDeviation = (deviations / Double(finiteCount)).squareRoot()
    }
}
