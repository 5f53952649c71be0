extension Kernels {
    /// Reads a buffer as fast as the processor can, and does next to nothing with it: the limit for whatever reads weights.
    ///
    /// Divide the bytes by the time it takes for the memory's speed, with `Parallel.threadCount` threads.
    ///
    /// - Returns: the sum of all whole 64-bit words, so that the reads cannot be left out.
    /// - Cost: every byte once, in pieces of a megabyte.
    public static func plainRead(_ buffer: UnsafeRawBufferPointer) -> UInt64 {
        guard let base = buffer.baseAddress else { return 0 }
        let source = ReadBytes(base: base)
        let (piece, total) = (1 << 20, buffer.count)
        let pieces = (total + piece - 1) / piece
        let sums = Tensor([2 * max(pieces, 1)]) { sums in
            let results = WrittenWords(base: UnsafeMutableRawPointer(sums.baseAddress!))
            Parallel.forEachRange(count: pieces, work: piece, share: 1) { range in
                for index in range {
                    let count = min(piece, total - index * piece)
                    results.base.storeBytes(of: sumOfWords(source.base + index * piece, count), toByteOffset: index * 8, as: UInt64.self)
                }
            }
        }
        return sums.withUnsafeBuffer { sums in
            (0..<pieces).reduce(0) { $0 &+ UnsafeRawPointer(sums.baseAddress!).load(fromByteOffset: $1 * 8, as: UInt64.self) }
        }
    }

    @inline(never)
    private static func sumOfWords(_ base: UnsafeRawPointer, _ count: Int) -> UInt64 {
        typealias Words = SIMD8<UInt64>
        var (a, b, c, d) = (Words.zero, Words.zero, Words.zero, Words.zero)
        var offset = 0
        while offset + 256 <= count {
            a &+= base.loadUnaligned(fromByteOffset: offset, as: Words.self)
            b &+= base.loadUnaligned(fromByteOffset: offset + 64, as: Words.self)
            c &+= base.loadUnaligned(fromByteOffset: offset + 128, as: Words.self)
            d &+= base.loadUnaligned(fromByteOffset: offset + 192, as: Words.self)
            offset += 256
        }
        var sum = (a &+ b &+ c &+ d).wrappedSum()
        while offset + 8 <= count {
            sum &+= base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        return sum
    }
}

private struct ReadBytes: @unchecked Sendable {
    let base: UnsafeRawPointer
}

private struct WrittenWords: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
}

extension Kernels {
    /// Reads every byte of a matrix that is stored without gaps.
    ///
    /// - Returns: something that depends on every byte, so that no read is left out.
    public static func plainRead(_ matrix: WeightMatrix) -> UInt64 {
        plainRead(UnsafeRawBufferPointer(start: matrix.base, count: matrix.byteCount))
    }
}
