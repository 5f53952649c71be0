import Foundation
import Machine
import Tensors

extension ReferenceEvaluator {
    /// Which key head a query head reads.
    enum HeadMap {
        /// Neighbours share one: head h reads ⌊h·K/H⌋.
        case consecutive
        /// A common mistake: head h reads h mod K.
        case interleaved

        func keyHead(of head: Int, heads: Int, keyValueHeads: Int) -> Int {
            self == .consecutive ? head * keyValueHeads / heads : head % keyValueHeads
        }
    }

    /// - Parameter halves: pairs are j and j + d/2, instead of neighbours
    func rotated(_ x: ReferenceValue, positions: ReferenceValue, frequencies: [Float], halves: Bool) -> ReferenceValue {
        let pairs = frequencies.count
        let length = x.rowLength
        var values = x.values
        var extra = [Double](repeating: 0, count: values.count)
        for row in 0..<x.rowCount {
            let position = Float(positions.values[row])
            for pair in 0..<pairs {
                // The angle is a float32 by definition: the reference rounds it, and far out that is what positions mean.
                let angle = Double(position * frequencies[pair])
                let (sine, cosine) = (sin(angle), cos(angle))
                for head in stride(from: row * length, to: (row + 1) * length, by: 2 * pairs) {
                    let (first, second) = halves ? (head + pair, head + pair + pairs) : (head + 2 * pair, head + 2 * pair + 1)
                    let (a, b) = (x.values[first], x.values[second])
                    values[first] = a * cosine - b * sine
                    values[second] = a * sine + b * cosine
                    // The last digit of a frequency may differ between two libraries' powers, and that of the angle with it.
                    let magnitude = (a * a + b * b).squareRoot() * ReferenceArithmetic.sumUnit * (2 + 4 * angle)
                    (extra[first], extra[second]) = (magnitude, magnitude)
                }
            }
        }
        return result(x.shape, values, extra: extra)
    }

    func appended(_ x: ReferenceValue, to cached: ReferenceValue, positions: ReferenceValue, chunk: Int?) -> ReferenceValue {
        let first = Int(positions.values.first ?? 0)
        let visible = AttentionMask.firstVisible(from: first, chunk: chunk)
        let kept = min(cached.rowCount, first - visible)
        return ReferenceValue([kept + x.rowCount, x.rowLength], cached.values.suffix(kept * x.rowLength) + x.values)
    }

    /// y[h, t, s] = q[t, h] · keys[s, g(h)] / √d
    func scores(_ q: ReferenceValue, _ keys: ReferenceValue, _ operation: Scores, headMap: HeadMap, scaled: Bool = true) -> ReferenceValue {
        let (heads, size) = (operation.heads, operation.headSize)
        let (queries, rows) = (q.rowCount, keys.rowCount)
        let scale = scaled ? 1 / Double(size).squareRoot() : 1
        let sumFactor = ReferenceArithmetic.sumUnit * Double(size).squareRoot() / 2 * scale
        func norms(_ x: ReferenceValue) -> [Double] {
            stride(from: 0, to: x.values.count, by: size).map { start in
                x.values[start..<start + size].reduce(0) { $0 + $1 * $1 }.squareRoot()
            }
        }
        let (queryNorms, keyNorms) = (norms(q), norms(keys))
        var values: [Double] = []
        var extra: [Double] = []
        values.reserveCapacity(heads * queries * rows)
        extra.reserveCapacity(heads * queries * rows)
        q.values.withUnsafeBufferPointer { q in
            keys.values.withUnsafeBufferPointer { keys in
                for head in 0..<heads {
                    let keyHead = headMap.keyHead(of: head, heads: heads, keyValueHeads: operation.keyValueHeads)
                    for query in 0..<queries {
                        let left = (query * heads + head) * size
                        for key in 0..<rows {
                            let right = (key * operation.keyValueHeads + keyHead) * size
                            var sum = 0.0
                            for i in 0..<size { sum += q[left + i] * keys[right + i] }
                            values.append(arithmetic.rounded(sum) * scale)
                            extra.append(
                                sumFactor * queryNorms[query * heads + head] * keyNorms[key * operation.keyValueHeads + keyHead])
                        }
                    }
                }
            }
        }
        return result([heads, queries, rows], values, roundings: 2, extra: extra)
    }

    /// 1 where a query may see a key. Keys are the last positions up to the last query's.
    func mask(_ positions: ReferenceValue, keys: ReferenceValue, allows: (_ query: Int, _ key: Int) -> Bool) -> ReferenceValue {
        let queries = positions.values.map { Int($0) }
        let firstKey = (queries.last ?? 0) + 1 - keys.rowCount
        var values: [Double] = []
        for query in queries {
            for key in firstKey..<firstKey + keys.rowCount { values.append(key <= query && allows(query, key) ? 1 : 0) }
        }
        return ReferenceValue([queries.count, keys.rowCount], values)
    }

    func hidden(_ scores: ReferenceValue, by mask: ReferenceValue) -> ReferenceValue {
        let plane = mask.values.count
        return ReferenceValue(
            scores.shape, scores.values.indices.map { mask.values[$0 % plane] > 0.5 ? scores.values[$0] : -.infinity })
    }

    func softmax(_ x: ReferenceValue) -> ReferenceValue {
        var values = x.values
        var extra = [Double](repeating: 0, count: values.count)
        for row in 0..<x.rowCount {
            let range = row * x.rowLength..<(row + 1) * x.rowLength
            let largest = values[range].max() ?? 0
            var sum = 0.0
            for index in range {
                // exp's argument is rounded before it is raised.
                extra[index] = values[index].isFinite ? 2 * ReferenceArithmetic.sumUnit * (largest - values[index]) : 0
                values[index] = exp(values[index] - largest)
                sum += values[index]
            }
            for index in range {
                values[index] /= sum
                extra[index] *= values[index]
            }
        }
        return result(x.shape, values, roundings: 4, extra: extra)
    }

    /// y[t, h] = Σ_s pattern[h, t, s] · values[s, g(h)]
    func weighted(_ pattern: ReferenceValue, _ rows: ReferenceValue, _ operation: WeightedValues, headMap: HeadMap) -> ReferenceValue {
        let (heads, keyValueHeads) = (operation.heads, operation.keyValueHeads)
        let size = rows.rowLength / keyValueHeads
        let (queries, keys) = (pattern.shape[1], pattern.shape[2])
        var values = [Double](repeating: 0, count: queries * heads * size)
        var extra = values
        for head in 0..<heads {
            let keyHead = headMap.keyHead(of: head, heads: heads, keyValueHeads: keyValueHeads)
            for query in 0..<queries {
                let target = (query * heads + head) * size
                for key in 0..<keys {
                    let weight = pattern.values[(head * queries + query) * keys + key]
                    guard weight != 0 else { continue }
                    let source = (key * keyValueHeads + keyHead) * size
                    for i in 0..<size {
                        let term = weight * rows.values[source + i]
                        values[target + i] += term
                        extra[target + i] += 4 * ReferenceArithmetic.sumUnit * abs(term)
                    }
                }
            }
        }
        return result([queries, heads * size], values, extra: extra)
    }
}
