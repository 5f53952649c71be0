import Foundation
import Tensors
import Trace

extension ValueExcerpt {
    /// How far what a log prints is from a value: printed digits count as noise of their own.
    func deviation(from value: ReferenceValue, heads: Int?) -> Deviation {
        var (found, expected, noise): ([Double], [Double], [Double]) = ([], [], [])
        for element in elements {
            guard let place = place(of: element.index, in: value.shape, heads: heads) else { continue }
            found.append(Double(element.value))
            expected.append(value.values[place])
            noise.append(own(value.noise, place) + printingNoise(value.values[place]))
        }
        if let sum, sum.isFinite {
            found.append(sum)
            expected.append(value.values.reduce(0, +))
            let total = value.values.reduce(0) { $0 + abs($1) }
            // A float32 sum of so many terms; noise of independent elements adds up as a root.
            let spread = value.noise.reduce(0) { $0 + $1 * $1 }.squareRoot()
            noise.append(spread + 4 * ReferenceArithmetic.sumUnit * total * log2(Double(max(value.values.count, 2))) + printingNoise(sum))
        }
        let finite = value.values.indices.filter { value.values[$0].isFinite }
        if let mean, mean.isFinite, !finite.isEmpty {
            found.append(mean)
            expected.append(finite.reduce(0) { $0 + value.values[$1] } / Double(finite.count))
            let spread = finite.reduce(0) { $0 + own(value.noise, $1) * own(value.noise, $1) }.squareRoot() / Double(finite.count)
            noise.append(spread + printingNoise(mean) + finite.reduce(0) { $0 + abs(value.values[$1]) } / Double(finite.count) * ReferenceArithmetic.sumUnit)
        }
        for (extreme, index) in [
            (smallest, finite.min { value.values[$0] < value.values[$1] }), (largest, finite.max { value.values[$0] < value.values[$1] }),
        ] {
            guard let extreme, extreme.isFinite, let index else { continue }
            found.append(extreme)
            expected.append(value.values[index])
            noise.append(own(value.noise, index) + printingNoise(value.values[index]))
        }
        return Deviation(found, expected, noise: noise)
    }

    private func own(_ noise: [Double], _ place: Int) -> Double { noise.isEmpty ? 0 : noise[place] }

    /// Half a unit of the last printed digit.
    private func printingNoise(_ value: Double) -> Double {
        switch digits {
        case .behindPoint(let count): pow(10, -Double(count)) / 2
        case .significant(let count): value == 0 ? 0 : pow(10, floor(log10(abs(value))) + 1 - Double(count)) / 2
        }
    }

    /// Where an element of the log's shape stands in ours; nil if the two shapes have nothing to do with each other.
    private func place(of index: [Int], in ours: Shape, heads: Int?) -> Int? {
        let kept = shape.indices.filter { shape[$0] != 1 }
        let (theirs, place) = (kept.map { shape[$0] }, kept.map { index[$0] })
        func flat(_ place: [Int], _ extents: [Int]) -> Int { zip(place, extents).reduce(0) { $0 * $1.1 + $1.0 } }
        let wanted = ours.extents.filter { $0 != 1 }
        if theirs == wanted { return flat(place, theirs) }
        guard theirs.reduce(1, *) == ours.elementCount else { return nil }
        if let heads, ours.rank == 2, ours.rowLength % heads == 0 {
            let (rows, size) = (ours.rowCount, ours.rowLength / heads)
            if theirs == [rows, heads, size] { return flat(place, theirs) }
            if theirs == [heads, rows, size] { return flat([place[1], place[0], place[2]], [rows, heads, size]) }
        }
        if theirs == wanted.reversed() { return flat(place.reversed(), wanted) }
        return nil
    }
}
