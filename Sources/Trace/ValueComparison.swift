import Tensors

/// How far a value is from what was expected.
///
/// An element agrees if |found − expected| ≤ atol + rtol · |expected|, or if the difference is some roundings of the largest
/// number in its row: a small element beside large ones is the rest of a sum of large terms, and has their noise. Infinities
/// agree with equal infinities only, and NaN with nothing.
public struct ValueComparison: Hashable, Sendable {
    /// How far apart two equal values may be.
    public struct Tolerance: Hashable, Sendable {
        public let relative: Double
        public let absolute: Double
        /// Units in the last place of a row's largest element. Two orders of summing some hundred terms differ by a few units, and
        /// over the layers of a pass by some ten; a wrong formula differs by thousands.
        public let roundings: Double

        public init(relative: Double, absolute: Double, roundings: Double = 32) {
            self.relative = relative
            self.absolute = absolute
            self.roundings = roundings
        }

        public static let exact = Tolerance(relative: 0, absolute: 0, roundings: 0)

        /// The same, so many times as wide.
        public func scaled(by factor: Double) -> Tolerance {
            Tolerance(relative: relative * factor, absolute: absolute * factor, roundings: roundings * factor)
        }

        /// How far an element may be off that stands in a row with this largest magnitude.
        func bound(_ expected: Float, largest: Float) -> Double {
            max(absolute + relative * Double(abs(expected)), roundings * Double(Float.ulpOfOne) * Double(largest))
        }
    }

    public let shape: Shape
    /// The shape that was expected, where it differs; then nothing else was compared.
    public let expectedShape: Shape?
    public let largestAbsolute: Double
    /// Relative to the expected element, over elements that are not 0.
    public let largestRelative: Double
    /// Elements beyond the tolerance.
    public let disagreeing: Int
    /// Where the worst of them stands.
    public let worst: Worst?

    public struct Worst: Hashable, Sendable {
        public let index: [Int]
        public let found: Float
        public let expected: Float
    }

    public var agrees: Bool { expectedShape == nil && disagreeing == 0 }

    public init(found: Tensor, expected: Tensor, tolerance: Tolerance) {
        shape = found.shape
        guard found.shape == expected.shape else {
            expectedShape = expected.shape
            (largestAbsolute, largestRelative, disagreeing, worst) = (.infinity, .infinity, found.count, nil)
            return
        }
        expectedShape = nil
        var (absolute, relative, beyond) = (0.0, 0.0, 0)
        var worstExcess = 0.0
        var worstOffset: Int?
        let length = max(found.shape.rowLength, 1)
        found.withUnsafeBuffer { found in
            expected.withUnsafeBuffer { expected in
                for start in stride(from: 0, to: found.count, by: length) {
                    let largest = expected[start..<start + length].reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
                    for offset in start..<start + length where found[offset] != expected[offset] {
                        let wanted = expected[offset]
                        let difference = Double(abs(found[offset] - wanted))
                        // Neither NaN nor an infinity is ever near enough.
                        let isFinite = difference.isFinite
                        absolute = isFinite ? max(absolute, difference) : .infinity
                        if wanted != 0 { relative = isFinite ? max(relative, difference / Double(abs(wanted))) : .infinity }
                        let excess = isFinite ? difference - tolerance.bound(wanted, largest: largest) : .infinity
                        if excess > 0 {
                            beyond += 1
                            if worstOffset == nil || excess > worstExcess { (worstExcess, worstOffset) = (excess, offset) }
                        }
                    }
                }
            }
        }
        (largestAbsolute, largestRelative, disagreeing) = (absolute, relative, beyond)
        worst = worstOffset.map { offset in
            Worst(index: found.shape.index(ofOffset: offset), found: found[flat: offset], expected: expected[flat: offset])
        }
    }
}
