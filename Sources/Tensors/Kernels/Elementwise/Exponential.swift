/// e^x of sixteen numbers.
///
///     e^x = 2^n · e^r,   n = round(x / ln 2),   r = x − n · ln 2,   |r| ≤ ½ ln 2
///
/// e^r is a polynomial of degree six.
///
/// - Numerics: at most 2 units in the last place off where e^x is a normal number; below that (x < −87.33) zero.
///   e^−∞ = 0, e^∞ = ∞, e^NaN = NaN, e^0 = 1 exactly.
/// - Source: the reduction with ln 2 in two parts is Cody & Waite 1980; the polynomial is that of Cephes `expf`.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
    // Numbers at the ends are computed for a harmless x and replaced.
    let isTiny = x .< Lanes(repeating: -87.33654)
    let isHuge = x .> Lanes(repeating: 88.72283)
    let x = x.replacing(with: 0, where: isTiny .| isHuge)
    // Adding 1.5 · 2²³ leaves a whole number in the lowest bits.
    let magic = Lanes(repeating: 12_582_912)
    let shifted = magic.addingProduct(x, Lanes(repeating: 1.442_695_04))
    let n = shifted - magic
    var r = x.addingProduct(n, Lanes(repeating: -0.693_359_375))
    r.addProduct(n, Lanes(repeating: 2.121_944_4e-4))
    var p = Lanes(repeating: 1.987_569_15e-4)
    p = Lanes(repeating: 1.398_199_95e-3).addingProduct(p, r)
    p = Lanes(repeating: 8.333_451_9e-3).addingProduct(p, r)
    p = Lanes(repeating: 4.166_579_6e-2).addingProduct(p, r)
    p = Lanes(repeating: 1.666_666_55e-1).addingProduct(p, r)
    p = Lanes(repeating: 5.000_000_1e-1).addingProduct(p, r)
    p = Lanes(repeating: 1).addingProduct(p, r)
    p = Lanes(repeating: 1).addingProduct(p, r)
    // 2^n by its exponent; in two steps, because 2^128 is no float but e^r · 2^128 may be.
    let whole = unsafeBitCast(shifted, to: SIMD16<Int32>.self) &- unsafeBitCast(magic, to: SIMD16<Int32>.self)
    let half = whole &>> 1
    let result = p * powerOfTwo(half) * powerOfTwo(whole &- half)
    return result.replacing(with: 0, where: isTiny).replacing(with: .infinity, where: isHuge)
}

@inline(__always)
private func powerOfTwo(_ exponent: SIMD16<Int32>) -> Lanes {
    unsafeBitCast((exponent &+ SIMD16(repeating: 127)) &<< 23, to: Lanes.self)
}
