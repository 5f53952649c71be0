import Foundation
import Tensors
import Trace

extension ValueExcerpt {
    /// Whether the log's shape can be a layout of ours.
    func fits(_ shape: Shape, heads: Int?) -> Bool { placement(in: shape, heads: heads) != nil }

    /// How far what a log prints is from a value: printed digits count as noise of their own.
    func deviation(from value: ReferenceValue, heads: Int?) -> Deviation {
        guard let placement = placement(in: value.shape, heads: heads) else { return .none }
        var comparison = Comparison()
        for element in elements {
            let place = placement.place(element.index)
            comparison.add(Double(element.value), value.values[place], own(value, place) + printingNoise(value.values[place]))
        }
        let shown = placement.rows
        if let sum, sum.isFinite {
            let total = shown.reduce(0) { $0 + abs(value.values[$1]) }
            // A float32 sum of so many terms.
            let summing = 4 * ReferenceArithmetic.sumUnit * total * log2(Double(max(shown.count, 2)))
            comparison.add(sum, shown.reduce(0) { $0 + value.values[$1] }, spread(value, shown) + summing + printingNoise(sum))
        }
        let finite = shown.filter { value.values[$0].isFinite }
        guard !finite.isEmpty else { return comparison.deviation }
        if let mean, mean.isFinite {
            let count = Double(finite.count)
            let magnitude = finite.reduce(0) { $0 + abs(value.values[$1]) } / count
            comparison.add(
                mean, finite.reduce(0) { $0 + value.values[$1] } / count,
                spread(value, finite) / count + magnitude * ReferenceArithmetic.sumUnit + printingNoise(mean))
        }
        for (extreme, index) in [
            (smallest, finite.min { value.values[$0] < value.values[$1] }), (largest, finite.max { value.values[$0] < value.values[$1] }),
        ] {
            guard let extreme, extreme.isFinite, let index else { continue }
            comparison.add(extreme, value.values[index], own(value, index) + printingNoise(value.values[index]))
        }
        return comparison.deviation
    }

    private struct Comparison {
        private var (found, expected, noise): ([Double], [Double], [Double]) = ([], [], [])

        mutating func add(_ one: Double, _ other: Double, _ unit: Double) {
            found.append(one)
            expected.append(other)
            noise.append(unit)
        }

        var deviation: Deviation { Deviation(found, expected, noise: noise) }
    }

    private func own(_ value: ReferenceValue, _ place: Int) -> Double { value.noise.isEmpty ? 0 : value.noise[place] }

    /// Noise of independent elements adds up as a root.
    private func spread(_ value: ReferenceValue, _ places: some Sequence<Int>) -> Double {
        places.reduce(0) { $0 + own(value, $1) * own(value, $1) }.squareRoot()
    }

    /// Half a unit of the last printed digit.
    private func printingNoise(_ value: Double) -> Double {
        switch digits {
        case .behindPoint(let count): pow(10, -Double(count)) / 2
        case .significant(let count): value == 0 || !value.isFinite ? 0 : pow(10, floor(log10(abs(value))) + 1 - Double(count)) / 2
        }
    }

    /// Where elements of the log's shape stand in ours, and which of ours it is about: all, or the last row.
    private func placement(in ours: Shape, heads: Int?) -> (place: ([Int]) -> Int, rows: Range<Int>)? {
        let kept = shape.indices.filter { shape[$0] != 1 }
        let theirs = kept.map { shape[$0] }
        func flat(_ place: [Int], _ extents: [Int]) -> Int { zip(place, extents).reduce(0) { $0 * $1.1 + $1.0 } }
        let (wanted, all) = (ours.extents.filter { $0 != 1 }, 0..<ours.elementCount)
        if theirs == wanted { return ({ index in flat(kept.map { index[$0] }, theirs) }, all) }
        if ours.rank == 2, ours.rowCount > 1, theirs == [ours.rowLength] {
            let last = ours.elementCount - ours.rowLength
            return ({ index in last + flat(kept.map { index[$0] }, theirs) }, last..<ours.elementCount)
        }
        guard theirs.reduce(1, *) == ours.elementCount else { return nil }
        if let heads, ours.rank == 2, ours.rowLength % heads == 0 {
            let (rows, size) = (ours.rowCount, ours.rowLength / heads)
            if theirs == [rows, heads, size] { return ({ index in flat(kept.map { index[$0] }, theirs) }, all) }
            if theirs == [heads, rows, size] {
                return ({ index in flat([index[kept[1]], index[kept[0]], index[kept[2]]], [rows, heads, size]) }, all)
            }
        }
        return theirs == wanted.reversed() ? ({ index in flat(kept.map { index[$0] }.reversed(), wanted) }, all) : nil
    }
}
