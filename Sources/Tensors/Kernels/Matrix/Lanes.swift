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

    /// The sum of the lanes of each: neighbours first, then neighbouring pairs, and so on.
    ///
    /// The order is that of a balanced tree. It is part of what the kernels promise: whoever sums lanes does it here.
    @inline(__always)
    var sums: SIMD4<Float> {
        let eighths = neighbourSums(neighbourSums(a, b), neighbourSums(c, d))
        let quarters = eighths.evenHalf + eighths.oddHalf
        return quarters.evenHalf + quarters.oddHalf
    }
}

/// The sums of neighbouring lanes, those of `a` first.
@inline(__always)
private func neighbourSums(_ a: Lanes, _ b: Lanes) -> Lanes {
    let both = SIMD32<Float>(lowHalf: a, highHalf: b)
    return both.evenHalf + both.oddHalf
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
