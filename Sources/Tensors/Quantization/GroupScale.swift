/// The scale for a group of weights.
enum GroupScale {
    /// The largest magnitude; not finite if a weight is not.
    static func largestMagnitude(_ weights: UnsafePointer<Float>, count: Int) -> Float {
        let whole = count / 16 * 16
        var largest = Lanes.zero
        // Infinity and NaN times zero are NaN, and stay so.
        var alarm = Lanes.zero
        for i in stride(from: 0, to: whole, by: 16) {
            let lanes = weights.lanes(i)
            let magnitudes = magnitudes(lanes)
            largest.replace(with: magnitudes, where: magnitudes .> largest)
            alarm.addProduct(lanes, Lanes.zero)
        }
        var result = largest.max()
        var trouble = sumOfLanes(alarm)
        for i in whole..<count {
            result = max(result, abs(weights[i]))
            trouble += weights[i] * 0
        }
        return trouble == 0 ? result : .nan
    }

    /// For codes −127 … 127.
    static func int8(largest: Float) -> UInt16 {
        largest == 0 ? Float(1).bfloat16Bits : usable(largest / 127)
    }

    /// For codes −8 … 7: of several scales around the one that makes the largest magnitude 7, and the best one for the codes that
    /// each of them leads to, the one with the least squared error.
    ///
    /// - Parameters:
    ///   - weights: a multiple of sixteen, filled up with zeros.
    static func int4(_ weights: UnsafePointer<Float>, count: Int, largest: Float) -> UInt16 {
        guard largest > 0 else { return Float(1).bfloat16Bits }
        var best = usable(largest / 7)
        var least = fit(weights, count, scale: Float(bfloat16Bits: best)).error
        for step in 0..<9 {
            let first = usable(largest / (6.25 + Float(step) * 0.375))
            let outcome = fit(weights, count, scale: Float(bfloat16Bits: first))
            if outcome.error < least { (best, least) = (first, outcome.error) }
            let second = usable(outcome.bestScale)
            guard outcome.bestScale > 0, second != first else { continue }
            let refined = fit(weights, count, scale: Float(bfloat16Bits: second)).error
            if refined < least { (best, least) = (second, refined) }
        }
        return best
    }

    /// The squared error with a scale, and the best scale for the codes that it leads to.
    private static func fit(_ weights: UnsafePointer<Float>, _ count: Int, scale: Float) -> (error: Float, bestScale: Float) {
        let (inverse, scales) = (Lanes(repeating: 1 / scale), Lanes(repeating: scale))
        var (errors, products, squares) = (Lanes.zero, Lanes.zero, Lanes.zero)
        for i in stride(from: 0, to: count, by: 16) {
            let lanes = weights.lanes(i)
            let codes = rounded(lanes * inverse, from: -8, to: 7)
            let difference = lanes - codes * scales
            errors.addProduct(difference, difference)
            products.addProduct(lanes, codes)
            squares.addProduct(codes, codes)
        }
        let square = sumOfLanes(squares)
        return (sumOfLanes(errors), square > 0 ? sumOfLanes(products) / square : 0)
    }

    /// As bfloat16, and never so small that a division by it overflows.
    private static func usable(_ scale: Float) -> UInt16 {
        max(scale, 1e-30).bfloat16Bits
    }

    /// The nearest whole numbers, ties to even, within bounds.
    @inline(__always)
    static func rounded(_ lanes: Lanes, from lowest: Float, to highest: Float) -> Lanes {
        let digits = Lanes(repeating: 12_582_912)
        var numbers = lanes
        numbers.replace(with: Lanes(repeating: lowest), where: numbers .< Lanes(repeating: lowest))
        numbers.replace(with: Lanes(repeating: highest), where: numbers .> Lanes(repeating: highest))
        return (numbers + digits) - digits
    }

    @inline(__always)
    private static func magnitudes(_ lanes: Lanes) -> Lanes {
        unsafeBitCast(unsafeBitCast(lanes, to: SIMD16<UInt32>.self) & SIMD16(repeating: 0x7fff_ffff), to: Lanes.self)
    }
}
