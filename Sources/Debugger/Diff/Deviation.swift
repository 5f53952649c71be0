/// How far a value is from what it should be, and how much of that is noise.
public struct Deviation: Sendable, Hashable {
    /// The largest difference of two elements; infinite where one is no number or an infinity and the other is not.
    public let largest: Double
    /// The largest difference in units of the noise at that element. Rounding stays within a few; a wrong formula is at thousands.
    public let inNoise: Double
    /// The flat index of the element that is worst in units of its noise.
    public let worst: Int?

    /// Up to so many times its noise a difference is noise: noise is estimated per operation to about its standard deviation, and
    /// the largest of some hundred thousand elements lies at five of those; sums in another order add a little.
    public static let limit = 12.0

    public var isNoise: Bool { inNoise <= Self.limit }

    public static let none = Deviation(largest: 0, inNoise: 0, worst: nil)

    init(largest: Double, inNoise: Double, worst: Int?) {
        (self.largest, self.inNoise, self.worst) = (largest, inNoise, worst)
    }

    /// - Parameter noise: per element; empty where values have to be equal
    init(_ found: [Double], _ expected: [Double], noise: [Double]) {
        var (largest, units) = (0.0, 0.0)
        var worst: Int?
        for index in expected.indices where found[index] != expected[index] {
            if found[index].isNaN && expected[index].isNaN { continue }
            let difference = abs(found[index] - expected[index])
            let isFinite = difference.isFinite
            largest = isFinite ? max(largest, difference) : .infinity
            // Below the least normal number of float32 an implementation may say 0: that is no measure for anything. Where values have to be
            // equal, none is taken.
            let unit = max(noise.isEmpty ? 0 : noise[index], noise.isEmpty ? 1e-40 : Double(Float.leastNormalMagnitude))
            let ratio = isFinite ? difference / unit : .infinity
            if ratio > units || worst == nil { (units, worst) = (ratio, index) }
        }
        self.init(largest: largest, inNoise: units, worst: worst)
    }
}
