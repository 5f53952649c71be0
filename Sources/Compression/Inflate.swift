/// What takes the bytes of a deflate stream as they are unpacked.
public protocol InflateSink {
    /// Takes the next bytes. False if it wants no more.
    mutating func take(_ bytes: [UInt8], _ range: Range<Int>) -> Bool
}

/// Why a compressed stream was not unpacked.
public enum InflateError: Error, Hashable, Sendable {
    /// More was expected behind so many bytes.
    case ended(byteCount: Int)
    case damaged(expected: String, found: String)
}

/// Unpacks a deflate stream, a window at a time, so that memory doesn't grow with what it unpacks to.
///
/// - Cost: linear in the bytes read and written.
/// - Source: RFC 1950 (zlib), RFC 1951 (deflate).
public struct Inflate {
    /// What stands around the stream.
    public enum Wrapping: Sendable {
        /// A header before it and a checksum behind it, as in PNG.
        case zlib
        /// Nothing, as in zip.
        case none
    }

    private var bits: DeflateBits
    private var window = [UInt8](repeating: 0, count: 1 << 17)
    /// Where the next byte goes in the window, and where those begin that the sink has not seen.
    private var written = 0
    private var given = 0
    private var checksum = Adler32()
    private var isSated = false
    private let byteCount: Int

    /// So far back may a copy reach.
    private static var reach: Int { 32768 }
    /// The longest copy.
    private static var longestCopy: Int { 258 }

    /// Unpacks `bytes` into `sink`.
    ///
    /// A checksum at the end is compared, unless the sink wanted no more before.
    public static func unpack(
        _ bytes: [UInt8], wrapping: Wrapping = .zlib, into sink: inout some InflateSink
    ) throws(InflateError) {
        var inflate = Inflate(bytes)
        switch wrapping {
        case .zlib: try inflate.runZlib(&sink)
        case .none: try inflate.runBlocks(&sink)
        }
    }

    private init(_ bytes: [UInt8]) {
        bits = DeflateBits(bytes)
        byteCount = bytes.count
    }

    private mutating func runZlib(_ sink: inout some InflateSink) throws(InflateError) {
        let method = try take(8)
        let flags = try take(8)
        guard method & 15 == 8, method >> 4 <= 7, (method << 8 | flags) % 31 == 0, flags & 32 == 0 else {
            throw damaged("a zlib header", "the bytes \(method) and \(flags)")
        }
        try runBlocks(&sink)
        guard !isSated else { return }
        bits.alignToByte()
        var expected: UInt32 = 0
        for _ in 0..<4 { expected = expected << 8 | UInt32(try take(8)) }
        guard expected == checksum.value else {
            throw damaged("the checksum \(checksum.value) of the unpacked bytes", "\(expected)")
        }
    }

    private mutating func runBlocks(_ sink: inout some InflateSink) throws(InflateError) {
        var isLast = false
        while !isLast, !isSated {
            isLast = try take(1) == 1
            switch try take(2) {
            case 0: try stored(&sink)
            case 1:
                guard let fixed = DeflateCode.fixed else { throw damaged("a block", "none") }
                try compressed(fixed.literals, fixed.distances, &sink)
            case 2:
                let codes = try dynamicCodes()
                try compressed(codes.literals, codes.distances, &sink)
            default: throw damaged("a block of type 0, 1 or 2", "type 3")
            }
        }
        try give(&sink)
    }

    /// A block of plain bytes (RFC 1951 §3.2.4).
    private mutating func stored(_ sink: inout some InflateSink) throws(InflateError) {
        bits.alignToByte()
        let count = try take(16)
        guard try take(16) == count ^ 0xFFFF else { throw damaged("the length of a stored block twice", "two lengths that differ") }
        for _ in 0..<count where !isSated {
            window[written] = UInt8(truncatingIfNeeded: try take(8))
            written += 1
            if written > window.count - Self.longestCopy { try give(&sink) }
        }
    }

    /// A block of literals and copies (RFC 1951 §3.2.3).
    private mutating func compressed(
        _ literals: DeflateCode, _ distances: DeflateCode, _ sink: inout some InflateSink
    ) throws(InflateError) {
        while !isSated {
            bits.fill()
            guard let symbol = literals.symbol(&bits) else { throw missing("a literal or a length") }
            if symbol < 256 {
                window[written] = UInt8(truncatingIfNeeded: symbol)
                written &+= 1
            } else if symbol == 256 {
                return
            } else {
                guard symbol - 257 < DeflateAlphabet.lengths.count else { throw damaged("a length", "symbol \(symbol)") }
                let length = DeflateAlphabet.lengths[symbol - 257]
                let count = length.base + (try take(length.extraBits))
                bits.fill()
                guard let distanceSymbol = distances.symbol(&bits) else { throw missing("a distance") }
                guard distanceSymbol < DeflateAlphabet.distances.count else { throw damaged("a distance", "symbol \(distanceSymbol)") }
                let distance = DeflateAlphabet.distances[distanceSymbol]
                try copy(count, from: distance.base + (try take(distance.extraBits)))
            }
            if written > window.count - Self.longestCopy { try give(&sink) }
        }
    }

    private mutating func copy(_ count: Int, from distance: Int) throws(InflateError) {
        guard distance <= written else { throw damaged("a distance within the \(written) bytes before", "\(distance)") }
        // One at a time: a copy may overlap what it writes, which repeats a pattern.
        for place in written..<(written + count) {
            window[place] = window[place &- distance]
        }
        written += count
    }

    /// Gives what is new to the sink, and keeps only what copies can still reach.
    private mutating func give(_ sink: inout some InflateSink) throws(InflateError) {
        checksum.add(window, given..<written)
        if given < written { isSated = !sink.take(window, given..<written) }
        if written > Self.reach {
            let start = written - Self.reach
            for place in 0..<Self.reach { window[place] = window[start + place] }
            written = Self.reach
        }
        given = written
    }

    /// The codes that a block brings (RFC 1951 §3.2.7).
    private mutating func dynamicCodes() throws(InflateError) -> (literals: DeflateCode, distances: DeflateCode) {
        let literalCount = try take(5) + 257
        let distanceCount = try take(5) + 1
        let lengthCount = try take(4) + 4
        guard literalCount <= 286, distanceCount <= 30 else {
            throw damaged("at most 286 literals and 30 distances", "\(literalCount) and \(distanceCount)")
        }
        var lengths = [UInt8](repeating: 0, count: 19)
        for place in 0..<lengthCount { lengths[DeflateAlphabet.order[place]] = UInt8(truncatingIfNeeded: try take(3)) }
        guard let code = DeflateCode(lengths: lengths) else { throw damaged("a Huffman code of code lengths", "lengths that make none") }

        lengths = []
        while lengths.count < literalCount + distanceCount {
            bits.fill()
            guard let symbol = code.symbol(&bits) else { throw missing("a code length") }
            switch symbol {
            case 16:
                guard let last = lengths.last else { throw damaged("a code length", "a repetition of none") }
                lengths += [UInt8](repeating: last, count: 3 + (try take(2)))
            case 17: lengths += [UInt8](repeating: 0, count: 3 + (try take(3)))
            case 18: lengths += [UInt8](repeating: 0, count: 11 + (try take(7)))
            default: lengths.append(UInt8(truncatingIfNeeded: symbol))
            }
        }
        guard lengths.count == literalCount + distanceCount, lengths[256] > 0,
              let literals = DeflateCode(lengths: lengths[..<literalCount]),
              let distances = DeflateCode(lengths: lengths[literalCount...])
        else { throw damaged("two Huffman codes", "lengths that make none") }
        return (literals, distances)
    }

    private mutating func take(_ count: Int) throws(InflateError) -> Int {
        guard let value = bits.take(count) else { throw ended }
        return value
    }

    private var ended: InflateError { .ended(byteCount: byteCount) }

    /// No symbol: the bits ended, or they are no code word.
    private func missing(_ what: String) -> InflateError {
        bits.heldCount < 15 ? ended : damaged(what, "bits that are no code word")
    }

    private func damaged(_ expected: String, _ found: String) -> InflateError {
        .damaged(expected: expected, found: found)
    }
}
