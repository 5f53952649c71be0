/// Codes of four bits, eight to a word, with 8 added. Each becomes the last digits of a power of two.
enum Int4Weights: WeightFormat {
    @inline(__always)
    static var parts: Int { 8 }

    @inline(__always)
    static func byteOffset(_ element: Int) -> Int { (element + 7) / 8 * 4 }

    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        lanes(part, of: block.loadUnaligned(as: SIMD16<UInt32>.self), zeroPoint: .zero)
    }

    /// The code at digit 4 p of a word becomes the last digits before the point of 2^(23 − 4 p), without being moved. Five codes fit
    /// into a float's 23 digits like that; a shift by three codes brings the others there.
    @inline(__always)
    static func lanes(_ part: Int, of words: SIMD16<UInt32>, zeroPoint: Lanes) -> Lanes {
        let place = part < 5 ? part : part - 3
        let moved = part < 5 ? words : words &>> 12
        let power = Float(sign: .plus, exponent: 23 - 4 * place, significand: 1)
        let digits = moved & SIMD16(repeating: 0xf << UInt32(4 * place)) | SIMD16(repeating: power.bitPattern)
        return unsafeBitCast(digits, to: Lanes.self) - (Lanes(repeating: power + 8) + zeroPoint)
    }

    @inline(__always)
    static func column(_ part: Int, lane: Int) -> Int { 8 * lane + part }

    @inline(__always)
    static func weight(_ element: Int, from row: UnsafeRawPointer) -> Float {
        let word = row.loadUnaligned(fromByteOffset: element / 8 * 4, as: UInt32.self)
        return Float(Int(word >> UInt32(element % 8 * 4) & 0xf) - 8)
    }

    @inline(__always)
    static func arrange(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        let (a0, b0) = deal(source.lanes(), source.lanes(16))
        let (a1, b1) = deal(source.lanes(32), source.lanes(48))
        let (a2, b2) = deal(source.lanes(64), source.lanes(80))
        let (a3, b3) = deal(source.lanes(96), source.lanes(112))
        arrange(a0, a1, a2, a3, into: target, first: 0)
        arrange(b0, b1, b2, b3, into: target, first: 1)
    }

    /// Every second of the columns in, every eighth out.
    @inline(__always)
    private static func arrange(
        _ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes, into target: UnsafeMutablePointer<Float>, first: Int
    ) {
        let (even0, odd0) = deal(a, b)
        let (even1, odd1) = deal(c, d)
        let (part0, part4) = deal(even0, even1)
        let (part2, part6) = deal(odd0, odd1)
        target.store(part0, at: 16 * first)
        target.store(part2, at: 16 * (first + 2))
        target.store(part4, at: 16 * (first + 4))
        target.store(part6, at: 16 * (first + 6))
    }

    static func restore(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        for part in 0..<parts {
            for lane in 0..<16 { target[column(part, lane: lane)] = source[16 * part + lane] }
        }
    }

    static func widen(_ block: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>) {
        for element in 0..<blockLength { target[element] = weight(element, from: block) }
    }
}
