import Tensors

/// How far a value is from what was expected.
///
/// An element agrees if |found − expected| ≤ atol + rtol · |expected|. Infinities agree with equal infinities only, and
/// NaN with nothing.
public struct ValueComparison: Hashable, Sendable {
    /// How far apart two equal values may be.
    public struct Tolerance: Hashable, Sendable {
        public let relative: Double
        public let absolute: Double

        public init(relative: Double, absolute: Double) {
            self.relative = relative
            self.absolute = absolute
        }

        public static let exact = Tolerance(relative: 0, absolute: 0)
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
        found.withUnsafeBuffer { found in
            expected.withUnsafeBuffer { expected in
                for (offset, (a, b)) in zip(found, expected).enumerated() where a != b {
                    let difference = (a - b).isFinite ? Double(abs(a - b)) : .infinity
                    absolute = max(absolute, difference)
                    if b != 0 { relative = max(relative, difference / Double(abs(b))) }
                    // Written so that infinities, whose tolerance would be infinite, never pass.
                    let excess = difference.isFinite
                        ? difference - (tolerance.absolute + tolerance.relative * Double(abs(b))) : .infinity
                    if excess > 0 {
                        beyond += 1
                        if worstOffset == nil || excess > worstExcess { (worstExcess, worstOffset) = (excess, offset) }
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

extension Shape {
    /// One index per axis for a row-major offset.
    func index(ofOffset offset: Int) -> [Int] {
        var rest = offset
        return extents.reversed().map { extent in
            defer { rest /= max(extent, 1) }
            return rest % max(extent, 1)
        }.reversed()
    }
}
