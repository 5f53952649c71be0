import Foundation
import Tensors

/// One head of an attention pattern, as numbers that can be asked for.
public struct AttentionHead: Sendable {
    /// Which head.
    public let index: Int
    /// Query rows × key columns.
    public let queryCount: Int
    public let keyCount: Int
    /// All heads' weights, [H, T, S]; shared, not copied.
    private let pattern: Tensor
    private let visibleCounts: [Int]

    /// A key that a query looks at.
    public struct Link: Hashable, Sendable {
        /// The key's absolute position.
        public let key: Int
        public let weight: Float
    }

    init(_ pattern: Tensor, index: Int, mask: AttentionMask) {
        self.index = index
        queryCount = mask.queryCount
        keyCount = mask.keyCount
        self.pattern = pattern
        visibleCounts = (0..<mask.queryCount).map { mask.visibleColumns(row: $0).count }
    }

    /// What one query gives to each key.
    func weights(row: Int) -> [Float] {
        let start = (index * queryCount + row) * keyCount
        return pattern.withUnsafeBuffer { Array($0[start..<start + keyCount]) }
    }

    /// The keys that a row gives most weight to, the heaviest first; keys without any weight are left out.
    func strongest(row: Int, count: Int, firstKey: Int) -> [Link] {
        var best: [Link] = []
        for (column, weight) in weights(row: row).enumerated() {
            let link = Link(key: firstKey + column, weight: weight)
            guard link.weight > 0, best.count < count || link.weight > (best.last?.weight ?? 0) else { continue }
            best.insert(link, at: best.firstIndex { $0.weight < link.weight } ?? best.endIndex)
            if best.count > count { best.removeLast() }
        }
        return best
    }

    /// How spread a row's attention is, in nats: 0 looks at one key, ln(n) at n keys alike. NaN where a weight is NaN.
    public func entropy(row: Int) -> Double {
        Entropy.nats(weights(row: row))
    }

    /// The mean over all queries.
    public var meanEntropy: Double {
        guard queryCount > 0 else { return 0 }
        return (0..<queryCount).reduce(0) { $0 + entropy(row: $1) } / Double(queryCount)
    }

    /// The mean entropy as a share of what it could be at most, ln(visible keys); 0 where no query had a choice.
    public var entropyShare: Double {
        let most = visibleCounts.reduce(0) { $0 + log(Double(max($1, 1))) }
        return most > 0 ? meanEntropy * Double(queryCount) / most : 0
    }

    /// The weight that the rows give to the columns together, as a mean over the rows.
    func meanWeight(rows: Range<Int>, columns: Range<Int>) -> Double {
        let sum = pattern.withUnsafeBuffer { weights in
            rows.reduce(0.0) { sum, row in
                let start = (index * queryCount + row) * keyCount
                return columns.reduce(sum) { $0 + Double(weights[start + $1]) }
            }
        }
        return rows.isEmpty ? 0 : sum / Double(rows.count)
    }
}
