extension Kernels {
    /// Numbers that are summed in Float before they go on in Double. A block stays in the nearest cache, where it is read once.
    private static let statisticsBlock = 2048

    /// Extremes, mean, spread and norm, in one pass over memory.
    ///
    /// - Numerics: within a block sums are in Float, in sixteen lanes; blocks are put together in Double. A block whose
    ///   Float sums overflow is summed in Double.
    /// - Cost: about 12 operations per number; every number is read from memory once.
    public static func statistics(_ x: Tensor) -> TensorStatistics {
        x.withUnsafeBuffer { statistics($0) }
    }

    /// The same of numbers in a row.
    public static func statistics(_ x: UnsafeBufferPointer<Float>) -> TensorStatistics {
        guard x.count > 0 else { return TensorStatistics() }
        let source = Floats(x)
        let blocks = (x.count + statisticsBlock - 1) / statisticsBlock
        guard blocks > 1 else { return statistics(ofBlock: source.base, count: x.count) }
        // A few stretches, each put together in order, and then they: the same for any number of threads.
        let stretch = max((blocks + 63) / 64, 1)
        let stretches = (blocks + stretch - 1) / stretch
        let parts = UnsafeMutablePointer<TensorStatistics>.allocate(capacity: stretches)
        defer { parts.deallocate() }
        let results = PartialStatistics(base: parts)
        let count = x.count
        Parallel.forEachRange(count: stretches, work: stretch * statisticsBlock) { range in
            for index in range {
                var part = TensorStatistics()
                for block in index * stretch..<min((index + 1) * stretch, blocks) {
                    let first = block * statisticsBlock
                    part.merge(statistics(ofBlock: source.base + first, count: min(statisticsBlock, count - first)))
                }
                (results.base + index).initialize(to: part)
            }
        }
        return (0..<stretches).reduce(into: TensorStatistics()) { $0.merge(parts[$1]) }
    }

    @inline(never)
    private static func statistics(ofBlock x: UnsafePointer<Float>, count: Int) -> TensorStatistics {
        let infinity = Lanes(repeating: .infinity)
        var (low, high) = (infinity, -infinity)
        var (sums, squares) = (Lanes.zero, Lanes.zero)
        var (odd, notNumbers) = (SIMD16<Int32>.zero, SIMD16<Int32>.zero)
        // The last register is filled up with zeros, which must not become extremes.
        let whole = count & ~15
        LaneLoops.forEach(x, count: whole) { lanes in
            // x − x is 0 for a number, and NaN for anything else.
            let isOdd = (lanes - lanes) .!= Lanes.zero
            odd.replace(with: odd &+ 1, where: isOdd)
            notNumbers.replace(with: notNumbers &+ 1, where: lanes .!= lanes)
            low.replace(with: lanes, where: (lanes .< low) .& .!isOdd)
            high.replace(with: lanes, where: (lanes .> high) .& .!isOdd)
            let numbers = lanes.replacing(with: Lanes.zero, where: isOdd)
            sums += numbers
            squares.addProduct(numbers, numbers)
        }
        var result = TensorStatistics()
        result.nanCount = Int(notNumbers.wrappedSum())
        result.infinityCount = Int(odd.wrappedSum()) - result.nanCount
        (result.minimum, result.maximum) = (low.min(), high.max())
        result.sum = Double(sumOfLanes(sums))
        result.squares = Double(sumOfLanes(squares))
        for i in whole..<count {
            guard x[i].isFinite else {
                if x[i].isNaN { result.nanCount += 1 } else { result.infinityCount += 1 }
                continue
            }
            result.minimum = min(result.minimum, x[i])
            result.maximum = max(result.maximum, x[i])
            result.sum += Double(x[i])
            result.squares += Double(x[i]) * Double(x[i])
        }
        result.finiteCount = count - result.nanCount - result.infinityCount
        guard result.finiteCount > 0 else { return result }
        guard result.sum.isFinite, result.squares.isFinite else { return exactStatistics(ofBlock: x, count: count, counted: result) }
        // A second look, at what is still in the nearest cache: the difference of two large sums would lose a small spread.
        let mean = result.mean
        let center = Lanes(repeating: Float(mean))
        var spreads = Lanes.zero
        LaneLoops.forEach(x, count: whole) { lanes in
            let distance = lanes.replacing(with: center, where: (lanes - lanes) .!= Lanes.zero) - center
            spreads.addProduct(distance, distance)
        }
        result.deviations = Double(sumOfLanes(spreads))
        for i in whole..<count where x[i].isFinite { result.deviations += (Double(x[i]) - mean) * (Double(x[i]) - mean) }
        return result.deviations.isFinite ? result : exactStatistics(ofBlock: x, count: count, counted: result)
    }

    /// The same in Double, for numbers whose squares are beyond Float.
    private static func exactStatistics(
        ofBlock x: UnsafePointer<Float>, count: Int, counted: TensorStatistics
    ) -> TensorStatistics {
        var result = counted
        (result.sum, result.squares, result.deviations) = (0, 0, 0)
        for i in 0..<count where x[i].isFinite {
            result.minimum = min(result.minimum, x[i])
            result.maximum = max(result.maximum, x[i])
            result.sum += Double(x[i])
            result.squares += Double(x[i]) * Double(x[i])
        }
        let mean = result.mean
        for i in 0..<count where x[i].isFinite { result.deviations += (Double(x[i]) - mean) * (Double(x[i]) - mean) }
        return result
    }
}

private struct PartialStatistics: @unchecked Sendable {
    let base: UnsafeMutablePointer<TensorStatistics>
}
