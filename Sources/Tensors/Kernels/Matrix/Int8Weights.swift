/// Bytes in two's complement. A word holds four; each of them, with 128 added, becomes the last digits of a power of two.
enum Int8Weights: WeightFormat {
    @inline(__always)
    static var parts: Int { 4 }

    @inline(__always)
    static func byteOffset(_ element: Int) -> Int { element }

    /// The lower two bytes of a word become the last digits before the point of 2²³ and of 2¹⁵ where they are; a shift brings the others there.
    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        let words = block.loadUnaligned(as: SIMD16<UInt32>.self)
        let place = UInt32(8 * (part % 2))
        let moved = part < 2 ? words : words &>> 16
        let power: Float = part % 2 == 0 ? 8_388_608 : 32_768
        // Turning the sign's digit adds 128.
        let digits = moved & SIMD16(repeating: 0xff << place) ^ SIMD16(repeating: power.bitPattern | 0x80 << place)
        return unsafeBitCast(digits, to: Lanes.self) - Lanes(repeating: power + 128)
    }

    @inline(__always)
    static func column(_ part: Int, lane: Int) -> Int { 4 * lane + part }

    @inline(__always)
    static func weight(_ element: Int, from row: UnsafeRawPointer) -> Float {
        Float(row.load(fromByteOffset: element, as: Int8.self))
    }

    @inline(__always)
    static func arrange(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        let (a, b) = deal(source.lanes(), source.lanes(16))
        let (c, d) = deal(source.lanes(32), source.lanes(48))
        let (first, third) = deal(a, c)
        let (second, fourth) = deal(b, d)
        target.store(first)
        target.store(second, at: 16)
        target.store(third, at: 32)
        target.store(fourth, at: 48)
    }

    @inline(__always)
    static func restore(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        store(source.lanes(), source.lanes(16), source.lanes(32), source.lanes(48), to: target)
    }

    @inline(__always)
    static func widen(_ block: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>) {
        store(lanes(0, at: block), lanes(1, at: block), lanes(2, at: block), lanes(3, at: block), to: target)
    }

    @inline(__always)
    private static func store(_ first: Lanes, _ second: Lanes, _ third: Lanes, _ fourth: Lanes, to target: UnsafeMutablePointer<Float>) {
        var (even, odd) = (SIMD32<Float>(), SIMD32<Float>())
        even.evenHalf = first
        even.oddHalf = third
        odd.evenHalf = second
        odd.oddHalf = fourth
        BFloat16Weights.store(even: even.lowHalf, odd: odd.lowHalf, to: target)
        BFloat16Weights.store(even: even.highHalf, odd: odd.highHalf, to: target + 32)
    }
}
