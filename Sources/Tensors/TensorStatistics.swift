/// What many numbers are like, without the numbers. NaN and infinities are counted and otherwise left out.
public struct TensorStatistics: Hashable, Sendable {
    public internal(set) var nanCount = 0
    public internal(set) var infinityCount = 0
    /// How many numbers the following are about.
    public internal(set) var finiteCount = 0
    /// +∞ where no number is finite.
    public internal(set) var minimum = Float.infinity
    /// −∞ where no number is finite.
    public internal(set) var maximum = -Float.infinity
    public internal(set) var sum = 0.0
    /// Σx²
    public internal(set) var squares = 0.0
    /// Σ(x − mean)²
    public internal(set) var deviations = 0.0

    public init() {}

    public var mean: Double { finiteCount > 0 ? sum / Double(finiteCount) : 0 }
    /// Of the whole, not of a sample: divided by n.
    public var standardDeviation: Double { finiteCount > 0 ? (deviations / Double(finiteCount)).squareRoot() : 0 }
    /// √Σx²
    public var norm: Double { squares.squareRoot() }

    /// What both are like together.
    ///
    /// - Source: Chan, Golub & LeVeque 1979, "Updating formulae and a pairwise algorithm for computing sample variances".
    public mutating func merge(_ other: TensorStatistics) {
        nanCount += other.nanCount
        infinityCount += other.infinityCount
        guard other.finiteCount > 0 else { return }
        if finiteCount > 0 {
            let distance = other.mean - mean
            let (mine, theirs) = (Double(finiteCount), Double(other.finiteCount))
            deviations += distance * distance * mine * theirs / (mine + theirs)
        }
        deviations += other.deviations
        finiteCount += other.finiteCount
        minimum = min(minimum, other.minimum)
        maximum = max(maximum, other.maximum)
        sum += other.sum
        squares += other.squares
    }
}
