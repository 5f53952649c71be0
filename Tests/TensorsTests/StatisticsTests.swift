import Testing
@testable import Tensors

@Suite(.serialized)
struct StatisticsTests {
    @Test(arguments: [0, 1, 15, 16, 17, 2047, 2048, 2049, 150_001])
    func agreesWithSumsInDouble(count: Int) {
        var noise = Noise(seed: 3)
        var values = noise.tensor([count]).values.map { $0 + 2 }
        // What is not finite is counted, and otherwise as if it were not there.
        let odd: [(Int, Float)] = [(0, .nan), (3, .infinity), (14, -.infinity), (16, .nan), (140_000, -.infinity)]
        for (place, value) in odd where place < count - 1 { values[place] = value }
        let found = Kernels.statistics(Tensor([count], values))
        let finite = values.filter(\.isFinite).map(Double.init)
        #expect(found.nanCount == values.count { $0.isNaN })
        #expect(found.infinityCount == values.count { $0.isInfinite })
        #expect(found.finiteCount == finite.count)
        guard !finite.isEmpty else { return }
        let mean = finite.reduce(0, +) / Double(finite.count)
        let spread = (finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(finite.count)).squareRoot()
        #expect(found.minimum == finite.min().map(Float.init))
        #expect(found.maximum == finite.max().map(Float.init))
        // A lane sums at most 128 numbers in Float.
        #expect(abs(found.mean - mean) <= 128 * roundoff * 4)
        #expect(abs(found.standardDeviation - spread) <= 128 * roundoff * 4)
        let norm = finite.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(abs(found.norm - norm) <= 128 * roundoff * norm)
    }

    @Test func anOutlierHidesNothing() {
        var values = [Float](repeating: 1, count: 5000)
        values[0] = 10_000
        let found = Kernels.statistics(Tensor([5000], values))
        #expect(abs(found.mean - 2.9998) < 1e-4)
        #expect(abs(found.standardDeviation - 141.39) < 0.01)
    }

    @Test func hugeNumbersDoNotOverflow() {
        let found = Kernels.statistics(Tensor([40], repeating: 3e38))
        #expect(abs(found.mean / Double(Float(3e38)) - 1) < 1e-6)
        #expect(found.norm.isFinite && found.standardDeviation < 1e30)
    }

    @Test func theNumberOfThreadsChangesNothing() {
        var noise = Noise(seed: 4)
        let x = noise.tensor([300_000])
        let alone = withThreads(1) { Kernels.statistics(x) }
        #expect(withThreads(3) { Kernels.statistics(x) } == alone)
    }
}
