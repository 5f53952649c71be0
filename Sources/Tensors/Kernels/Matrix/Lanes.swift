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

    /// The sum of the lanes of each.
    @inline(__always)
    var sums: SIMD4<Float> { SIMD4(sumOfLanes(a), sumOfLanes(b), sumOfLanes(c), sumOfLanes(d)) }
}

/// The sum of all lanes: halves are added until one is left. The order is part of what the kernels promise, whoever sums lanes does it here.
/// (The library's own `sum()` compiles to one addition after the other.)
@inline(__always)
func sumOfLanes(_ lanes: Lanes) -> Float {
    let eight = lanes.lowHalf + lanes.highHalf
    let four = eight.lowHalf + eight.highHalf
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
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
