/// Weights in blocks that bring their own scale, as GGUF files have them. The lanes are in the natural order.
protocol BlockFormat: WeightFormat {
    /// Bytes of a block.
    static var byteCount: Int { get }
}

extension BlockFormat {
    @inline(__always)
    static func byteOffset(_ element: Int) -> Int { element / blockLength * byteCount }

    @inline(__always)
    static func column(_ part: Int, lane: Int) -> Int { 16 * part + lane }

    static func weight(_ element: Int, from row: UnsafeRawPointer) -> Float {
        let place = element % blockLength
        return lanes(place / 16, at: row + byteOffset(element))[place % 16]
    }

    @inline(__always)
    static func arrange(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        for part in 0..<parts { target.store(source.lanes(16 * part), at: 16 * part) }
    }

    @inline(__always)
    static func restore(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        for part in 0..<parts { target.store(source.lanes(16 * part), at: 16 * part) }
    }

    @inline(__always)
    static func widen(_ block: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>) {
        for part in 0..<parts { target.store(lanes(part, at: block), at: 16 * part) }
    }
}

/// Bytes 0 … 255 as floats. Lane by lane: the compiler joins these.
@inline(__always)
private func floats(_ bytes: SIMD16<UInt8>) -> Lanes {
    var lanes = Lanes()
    for i in 0..<16 { lanes[i] = Float(bytes[i]) }
    return lanes
}

@inline(__always)
private func half(_ place: UnsafeRawPointer) -> Float {
    Float(place.loadUnaligned(as: Float16.self))
}

@inline(__always)
private func bytes(_ place: UnsafeRawPointer) -> SIMD16<UInt8> {
    place.loadUnaligned(as: SIMD16<UInt8>.self)
}

/// 32 weights: a half-precision scale, then bytes in two's complement.
enum Q8Block32: BlockFormat {
    static var parts: Int { 2 }
    static var byteCount: Int { 34 }

    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        (floats(bytes(block + 2 + 16 * part) ^ SIMD16(repeating: 0x80)) - 128) * half(block)
    }
}

/// 32 weights: a half-precision scale, then four bits each with 8 added; the first sixteen in the low halves of the bytes.
enum Q4Block32: BlockFormat {
    static var parts: Int { 2 }
    static var byteCount: Int { 18 }

    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        let codes = (bytes(block + 2) &>> UInt8(4 * part)) & SIMD16(repeating: 0xf)
        return (floats(codes) - 8) * half(block)
    }
}

/// The scales of eight groups of 32 weights: w = d · scale · code − least · minimum, where scale and minimum have six bits each.
private struct GroupScales {
    let scale: Float
    let minimum: Float

    /// - Parameter block: d and least in half precision, then twelve bytes with the sixteen numbers.
    @inline(__always)
    init(_ group: Int, at block: UnsafeRawPointer) {
        let packed = block + 4
        func byte(_ place: Int) -> UInt8 { packed.load(fromByteOffset: place, as: UInt8.self) }
        let (scale, minimum): (UInt8, UInt8)
        if group < 4 {
            (scale, minimum) = (byte(group) & 63, byte(group + 4) & 63)
        } else {
            scale = byte(group + 4) & 0xf | (byte(group - 4) >> 6) << 4
            minimum = byte(group + 4) >> 4 | (byte(group) >> 6) << 4
        }
        self.scale = half(block) * Float(scale)
        self.minimum = half(block + 2) * Float(minimum)
    }
}

/// 256 weights of four bits in eight groups, each with a scale and a minimum.
enum Q4Block256: BlockFormat {
    static var parts: Int { 16 }
    static var byteCount: Int { 144 }

    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        let group = part / 2
        let scales = GroupScales(group, at: block)
        let codes = (bytes(block + 16 + 32 * (group / 2) + 16 * (part % 2)) &>> UInt8(4 * (group % 2))) & SIMD16(repeating: 0xf)
        return floats(codes) * scales.scale - scales.minimum
    }
}

/// 256 weights of five bits in eight groups, the fifth bits apart.
enum Q5Block256: BlockFormat {
    static var parts: Int { 16 }
    static var byteCount: Int { 176 }

    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        let group = part / 2
        let scales = GroupScales(group, at: block)
        let low = (bytes(block + 48 + 32 * (group / 2) + 16 * (part % 2)) &>> UInt8(4 * (group % 2))) & SIMD16(repeating: 0xf)
        let high = (bytes(block + 16 + 16 * (part % 2)) &>> UInt8(group)) & SIMD16(repeating: 1)
        return floats(low | high &<< 4) * scales.scale - scales.minimum
    }
}

/// 256 weights of six bits with 32 added, in sixteen groups with a scale of eight bits each; four bits of a code lie apart from two.
enum Q6Block256: BlockFormat {
    static var parts: Int { 16 }
    static var byteCount: Int { 210 }

    @inline(__always)
    static func lanes(_ part: Int, at block: UnsafeRawPointer) -> Lanes {
        let (half128, quarter, first) = (part / 8, part % 8 / 2, part % 2 * 16)
        let low = (bytes(block + 64 * half128 + 32 * (quarter % 2) + first) &>> UInt8(4 * (quarter / 2))) & SIMD16(repeating: 0xf)
        let high = (bytes(block + 128 + 32 * half128 + first) &>> UInt8(2 * quarter)) & SIMD16(repeating: 3)
        let scale = Float(block.load(fromByteOffset: 192 + part, as: Int8.self)) * half(block + 208)
        return (floats(low | high &<< 4) - 32) * scale
    }
}
