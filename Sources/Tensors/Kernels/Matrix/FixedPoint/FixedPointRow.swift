/// One token's inputs as whole numbers, so that a processor's byte instructions can multiply them with codes.
///
/// The inputs of a block become multiples of a unit, 8,323,072 of which are the largest of them, and are written as three bytes with a
/// sign:
///
///     x = unit · (65536 · high + 256 · middle + low),    each −128 … 127
///
/// That errs by half a unit, 2⁻²⁴ of the largest, and by the roundings of unit and quotient: as much as a sum of floats does when the
/// largest joins it. The sums of products are exact until the end of a block. A block with an infinity or a NaN gets NaN for its unit.
struct FixedPointRow<Format: ByteFormat>: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer

    private static var registerBytes: Int { MemoryLayout<Lanes>.size }

    /// Three digits a slice, two corrections, and the unit, which fills no register but keeps the blocks aligned.
    private static var registers: Int { 3 * Format.slices + 2 + 1 }

    /// Floats of room for so many blocks.
    static func capacity(blocks: Int) -> Int { blocks * registers * 16 }

    /// - Parameter room: of the capacity
    init(_ room: UnsafeMutablePointer<Float>) {
        base = UnsafeMutableRawPointer(room)
    }

    @inline(__always)
    func block(_ index: Int) -> Block {
        Block(base: base + index &* (Self.registers &* Self.registerBytes))
    }

    /// The inputs of one block.
    struct Block {
        fileprivate let base: UnsafeMutableRawPointer

        @inline(__always)
        private func place(_ register: Int) -> UnsafeMutableRawPointer { base + register &* registerBytes }

        @inline(__always)
        func digits(_ slice: Int) -> Digits {
            Digits(
                high: place(3 * slice).loadUnaligned(as: SIMD16<UInt32>.self),
                middle: place(3 * slice + 1).loadUnaligned(as: SIMD16<UInt32>.self),
                low: place(3 * slice + 2).loadUnaligned(as: SIMD16<UInt32>.self))
        }

        /// −bias · Σ (256 · high + middle), which takes the bias of the bytes out of a lane's sum.
        @inline(__always)
        var upperCorrection: SIMD16<Int32> { place(3 * Format.slices).loadUnaligned(as: SIMD16<Int32>.self) }

        /// −bias · Σ low
        @inline(__always)
        var lowCorrection: SIMD16<Int32> { place(3 * Format.slices + 1).loadUnaligned(as: SIMD16<Int32>.self) }

        @inline(__always)
        var unit: Float { place(3 * Format.slices + 2).load(as: Float.self) }

        /// Brings inputs into this form.
        ///
        /// - Parameter x: as many as the block has
        func write(_ x: UnsafePointer<Float>) {
            let (unit, inverse) = Self.unit(largest: Self.largestMagnitude(x))
            let bias = SIMD16<UInt32>(repeating: Format.bias &* 0x0101_0101)
            var (high, middle, low) = (SIMD16<Int32>.zero, SIMD16<Int32>.zero, SIMD16<Int32>.zero)
            for slice in 0..<Format.slices {
                let digits = Digits(
                    Self.inputs(x, slice, 0) * inverse, Self.inputs(x, slice, 1) * inverse,
                    Self.inputs(x, slice, 2) * inverse, Self.inputs(x, slice, 3) * inverse)
                place(3 * slice).storeBytes(of: digits.high, as: SIMD16<UInt32>.self)
                place(3 * slice + 1).storeBytes(of: digits.middle, as: SIMD16<UInt32>.self)
                place(3 * slice + 2).storeBytes(of: digits.low, as: SIMD16<UInt32>.self)
                high = ByteInstructions.addProducts(bias, digits.high, to: high)
                middle = ByteInstructions.addProducts(bias, digits.middle, to: middle)
                low = ByteInstructions.addProducts(bias, digits.low, to: low)
            }
            place(3 * Format.slices).storeBytes(of: .zero &- (high &<< 8 &+ middle), as: SIMD16<Int32>.self)
            place(3 * Format.slices + 1).storeBytes(of: .zero &- low, as: SIMD16<Int32>.self)
            place(3 * Format.slices + 2).storeBytes(of: unit, as: Float.self)
        }

        /// A quarter of the inputs that a slice of bytes stands for.
        @inline(__always)
        private static func inputs(_ x: UnsafePointer<Float>, _ slice: Int, _ quarter: Int) -> Lanes {
            guard Format.slices == 2 else { return x.lanes(16 * quarter) }
            let (even, odd) = deal(x.lanes(32 * quarter), x.lanes(32 * quarter + 16))
            return slice == 0 ? even : odd
        }

        /// The digits of the largest magnitude; for an infinity or a NaN not those of a finite float.
        private static func largestMagnitude(_ x: UnsafePointer<Float>) -> UInt32 {
            var largest = SIMD16<UInt32>.zero
            for part in 0..<Format.parts {
                let magnitude = unsafeBitCast(x.lanes(16 * part), to: SIMD16<UInt32>.self) & SIMD16(repeating: 0x7fff_ffff)
                largest.replace(with: magnitude, where: magnitude .> largest)
            }
            return largest.max()
        }

        /// What one digit of the last place is worth, and its inverse. The largest is 127 · 2¹⁶, so its highest digit stays below 128.
        private static func unit(largest: UInt32) -> (unit: Float, inverse: Float) {
            let reach: Float = 127 * 65536
            // Of smaller numbers the inverse would be no float any more, and nothing so small can matter.
            let largest = max(Float(bitPattern: largest), 0x1p-100)
            return largest.isFinite ? (largest / reach, reach / largest) : (.nan, 0)
        }
    }
}

/// Three digits each of 64 numbers. Byte b of lane l belongs to the input that the same byte of the codes is multiplied with.
struct Digits {
    let high, middle, low: SIMD16<UInt32>

    @inline(__always)
    init(high: SIMD16<UInt32>, middle: SIMD16<UInt32>, low: SIMD16<UInt32>) {
        (self.high, self.middle, self.low) = (high, middle, low)
    }

    /// - Parameters: the numbers in their order, below 2²³ in magnitude
    @inline(__always)
    init(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) {
        let (a, b, c, d) = (nearestWholeNumbers(a), nearestWholeNumbers(b), nearestWholeNumbers(c), nearestWholeNumbers(d))
        low = Self.lastBytes(a, b, c, d)
        let (e, f, g, h) = (Self.withoutLowest(a), Self.withoutLowest(b), Self.withoutLowest(c), Self.withoutLowest(d))
        middle = Self.lastBytes(e, f, g, h)
        high = Self.lastBytes(Self.withoutLowest(e), Self.withoutLowest(f), Self.withoutLowest(g), Self.withoutLowest(h))
    }

    /// Without the digit between −128 and 127 that the last byte is.
    @inline(__always)
    private static func withoutLowest(_ whole: SIMD16<Int32>) -> SIMD16<Int32> {
        (whole &+ SIMD16(repeating: 128)) &>> 8
    }

    @inline(__always)
    private static func lastBytes(_ a: SIMD16<Int32>, _ b: SIMD16<Int32>, _ c: SIMD16<Int32>, _ d: SIMD16<Int32>) -> SIMD16<UInt32> {
        SIMD16(
            lowHalf: SIMD8(lowHalf: ByteInstructions.lastBytes(a), highHalf: ByteInstructions.lastBytes(b)),
            highHalf: SIMD8(lowHalf: ByteInstructions.lastBytes(c), highHalf: ByteInstructions.lastBytes(d)))
    }
}

/// The nearest whole number of each, below 2²³ in magnitude. A float close to 3 · 2²² has its point behind the last digit, so adding
/// that rounds and leaves a whole number's digits; that reaches half as far as needed, so the upper digits go first.
@inline(__always)
private func nearestWholeNumbers(_ x: Lanes) -> SIMD16<Int32> {
    let magnet = Lanes(repeating: 12_582_912)
    let upper = x * Lanes(repeating: 1.0 / 256) + magnet
    let rest = (x - (upper - magnet) * Lanes(repeating: 256)) + magnet
    let zero = SIMD16<Int32>(repeating: Int32(bitPattern: (12_582_912 as Float).bitPattern))
    let whole = unsafeBitCast(upper, to: SIMD16<Int32>.self) &- zero
    return whole &<< 8 &+ (unsafeBitCast(rest, to: SIMD16<Int32>.self) &- zero)
}
