/// 32-bit floats as they are.
enum Float32Weights: OrderedFormat {
    @inline(__always)
    static var parts: Int { 1 }

    @inline(__always)
    static func byteOffset(_ element: Int) -> Int { element * 4 }

    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        block.loadUnaligned(as: Lanes.self)
    }

    @inline(__always)
    static func weight(_ element: Int, from row: UnsafeRawPointer) -> Float {
        row.loadUnaligned(fromByteOffset: element * 4, as: Float.self)
    }
}

/// bfloat16: the upper half of a 32-bit float. A word holds two; a shift or a mask makes a float of either.
enum BFloat16Weights: WeightFormat {
    @inline(__always)
    static var parts: Int { 2 }

    @inline(__always)
    static func byteOffset(_ element: Int) -> Int { element * 2 }

    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        let words = block.loadUnaligned(as: SIMD16<UInt32>.self)
        return part == 0
            ? unsafeBitCast(words &<< 16, to: Lanes.self)
            : unsafeBitCast(words & SIMD16(repeating: 0xffff_0000), to: Lanes.self)
    }

    @inline(__always)
    static func column(_ part: Int, lane: Int) -> Int { 2 * lane + part }

    @inline(__always)
    static func weight(_ element: Int, from row: UnsafeRawPointer) -> Float {
        Float(bitPattern: UInt32(row.loadUnaligned(fromByteOffset: element * 2, as: UInt16.self)) << 16)
    }

    @inline(__always)
    static func arrange(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        let (even, odd) = deal(source.lanes(), source.lanes(16))
        target.store(even)
        target.store(odd, at: 16)
    }

    @inline(__always)
    static func restore(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        store(even: source.lanes(), odd: source.lanes(16), to: target)
    }

    @inline(__always)
    static func widen(_ block: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>) {
        store(even: lanes(0, at: block), odd: lanes(1, at: block), to: target)
    }

    @inline(__always)
    static func store(even: Lanes, odd: Lanes, to target: UnsafeMutablePointer<Float>) {
        var both = SIMD32<Float>()
        both.evenHalf = even
        both.oddHalf = odd
        UnsafeMutableRawPointer(target).storeBytes(of: both, as: SIMD32<Float>.self)
    }
}

/// IEEE half precision. The conversion is an instruction (F16C, AVX-512), and exact.
enum Float16Weights: OrderedFormat {
    @inline(__always)
    static var parts: Int { 1 }

    @inline(__always)
    static func byteOffset(_ element: Int) -> Int { element * 2 }

    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        // Lane by lane: the compiler joins these, whereas the initialiser from another vector is a call.
        let half = block.loadUnaligned(as: SIMD16<Float16>.self)
        var lanes = Lanes()
        for i in 0..<16 { lanes[i] = Float(half[i]) }
        return lanes
    }

    @inline(__always)
    static func weight(_ element: Int, from row: UnsafeRawPointer) -> Float {
        Float(row.loadUnaligned(fromByteOffset: element * 2, as: Float16.self))
    }
}

/// Sixteen weights side by side are the sixteen lanes: nothing has to be brought into another order.
protocol OrderedFormat: WeightFormat {}

extension OrderedFormat {
    @inline(__always)
    static func column(_ part: Int, lane: Int) -> Int { lane }

    @inline(__always)
    static func arrange(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        target.store(source.lanes())
    }

    @inline(__always)
    static func restore(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        target.store(source.lanes())
    }

    @inline(__always)
    static func widen(_ block: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>) {
        target.store(lanes(0, at: block))
    }
}
