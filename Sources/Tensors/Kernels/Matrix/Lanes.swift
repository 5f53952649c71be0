/// Sixteen floats that are computed together: one register with AVX-512, two with AVX2, four with NEON.
typealias Lanes = SIMD16<Float>

/// Four registers' worth of weights, or of sums.
struct Quad {
    var a = Lanes.zero
    var b = Lanes.zero
    var c = Lanes.zero
    var d = Lanes.zero

    /// Adds w · x, each product and sum rounded once.
    @inline(__always)
    mutating func addProduct(_ w: Quad, _ x: Lanes) {
        a.addProduct(w.a, x)
        b.addProduct(w.b, x)
        c.addProduct(w.c, x)
        d.addProduct(w.d, x)
    }

    /// The sum of the lanes of each, as `sumOfLanes` takes it, but for all four at once.
    @inline(__always)
    var sums: SIMD4<Float> {
        let ab = Lanes(lowHalf: a.lowHalf, highHalf: b.lowHalf) + Lanes(lowHalf: a.highHalf, highHalf: b.highHalf)
        let cd = Lanes(lowHalf: c.lowHalf, highHalf: d.lowHalf) + Lanes(lowHalf: c.highHalf, highHalf: d.highHalf)
        let four = lowQuarters(ab, cd) + highQuarters(ab, cd)
        let two = four + swappingNeighbours(four)
        let one = two + swappingPairs(two)
        return one.evenHalf.evenHalf
    }
}

@inline(__always)
func swappingNeighbours(_ lanes: Lanes) -> Lanes {
    var swapped = Lanes()
    swapped.evenHalf = lanes.oddHalf
    swapped.oddHalf = lanes.evenHalf
    return swapped
}

@inline(__always)
private func swappingPairs(_ lanes: Lanes) -> Lanes {
    let pairs = unsafeBitCast(lanes, to: SIMD8<UInt64>.self)
    var swapped = pairs
    swapped.evenHalf = pairs.oddHalf
    swapped.oddHalf = pairs.evenHalf
    return unsafeBitCast(swapped, to: Lanes.self)
}

@inline(__always)
private func lowQuarters(_ ab: Lanes, _ cd: Lanes) -> Lanes {
    Lanes(
        lowHalf: SIMD8(lowHalf: ab.lowHalf.lowHalf, highHalf: ab.highHalf.lowHalf),
        highHalf: SIMD8(lowHalf: cd.lowHalf.lowHalf, highHalf: cd.highHalf.lowHalf))
}

@inline(__always)
private func highQuarters(_ ab: Lanes, _ cd: Lanes) -> Lanes {
    Lanes(
        lowHalf: SIMD8(lowHalf: ab.lowHalf.highHalf, highHalf: ab.highHalf.highHalf),
        highHalf: SIMD8(lowHalf: cd.lowHalf.highHalf, highHalf: cd.highHalf.highHalf))
}

/// The sum of all lanes: halves down to four, then neighbours. The order is part of what the kernels promise, so whoever sums lanes does it here.
/// (The library's own `sum()` compiles to one addition after the other.)
@inline(__always)
func sumOfLanes(_ lanes: Lanes) -> Float {
    let eight = lanes.lowHalf + lanes.highHalf
    let four = eight.lowHalf + eight.highHalf
    return (four.x + four.y) + (four.z + four.w)
}

extension UnsafePointer<Float> {
    /// Sixteen floats from here; any alignment of a float will do.
    @inline(__always)
    func lanes(_ offset: Int = 0) -> Lanes {
        UnsafeRawPointer(self + offset).loadUnaligned(as: Lanes.self)
    }
}

extension UnsafeMutablePointer<Float> {
    @inline(__always)
    func lanes(_ offset: Int = 0) -> Lanes {
        UnsafeRawPointer(self + offset).loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    func store(_ lanes: Lanes, at offset: Int = 0) {
        UnsafeMutableRawPointer(self + offset).storeBytes(of: lanes, as: Lanes.self)
    }
}
