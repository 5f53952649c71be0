import Tensors
import Testing
import Trace

@Suite struct ValueComparisonTests {
    private let tolerance = ValueComparison.Tolerance(relative: 1e-4, absolute: 1e-4)

    private func compare(_ found: [Float], _ expected: [Float], _ tolerance: ValueComparison.Tolerance? = nil) -> ValueComparison {
        ValueComparison(
            found: Tensor([1, found.count], found), expected: Tensor([1, expected.count], expected),
            tolerance: tolerance ?? self.tolerance)
    }

    @Test func elementsAgreeWithinTheTolerance() {
        #expect(compare([1.0001, 0.00009], [1, 0]).agrees)
        #expect(!compare([1.0003, 0], [1, 0]).agrees)
        #expect(compare([1, 2], [1, 2], .exact).agrees)
        #expect(!compare([1, 2.0000002], [1, 2], .exact).agrees)
    }

    @Test func aSmallElementBesideLargeOnesHasTheirNoise() {
        // 3000 has units of 3.6e-4 in the last place: 0.01 is 28 of them, 0.02 is 56.
        #expect(compare([3000, 0.01], [3000, 0]).agrees)
        #expect(!compare([3000, 0.02], [3000, 0]).agrees)
        #expect(!compare([3, 0.001], [3, 0]).agrees)
    }

    @Test func infinitiesAgreeWithEqualOnesOnlyAndNaNWithNothing() {
        #expect(compare([-.infinity, 1], [-.infinity, 1]).agrees)
        #expect(!compare([-.infinity], [0]).agrees)
        #expect(!compare([0], [-.infinity]).agrees)
        #expect(!compare([.infinity], [-.infinity]).agrees)
        #expect(!compare([.nan], [.nan]).agrees)
        #expect(!compare([.nan, 1e30], [1, 1e30]).agrees)
    }

    @Test func theWorstElementIsNamed() {
        let comparison = ValueComparison(
            found: Tensor([2, 2], [1, 2, 3, 9]), expected: Tensor([2, 2], [1, 2.5, 3, 4]), tolerance: tolerance)
        #expect(comparison.disagreeing == 2)
        #expect(comparison.worst?.index == [1, 1] && comparison.worst?.found == 9 && comparison.worst?.expected == 4)
        #expect(comparison.largestAbsolute == 5 && comparison.largestRelative == 1.25)
    }

    @Test func otherShapesAreNotCompared() {
        let comparison = ValueComparison(
            found: Tensor([2], repeating: 0), expected: Tensor([1, 2], repeating: 0), tolerance: tolerance)
        #expect(!comparison.agrees && comparison.expectedShape == [1, 2])
    }
}
