/// y[t, o] = Σ_g scale(o, g) · Σ_{i in g} x[t, i] · (code(o, i) − zero(o, g)) for a few tokens.
///
/// One token: codes become lanes as they are read, four outputs at a time, and the sums of a block are scaled once. Several
/// tokens: four outputs are widened and wait in the cache while all tokens pass by.
enum PackedProducts {
    /// Computes some of the outputs, on the calling thread.
    ///
    /// - Parameter x: rows in the lanes' order, of the arranged length.
    static func multiply<Scales: LaneScales>(
        _ x: TokenRows, by rows: PackedRows<Scales>, outputs: Range<Int>, into y: ResultRows
    ) {
        let length = DotProducts.arrangedLength(rows.inputs, Int4Weights.self)
        guard x.count > 1 || length != rows.inputs else {
            return multiplyOne(x.base, by: rows, outputs: outputs, into: y.base)
        }
        TensorStorage.withScratch(4 * length) { panel in
            let widened = StoredRows<Float32Weights>(UnsafeRawPointer(panel), stride: length)
            for first in stride(from: outputs.lowerBound, to: outputs.upperBound, by: 4) {
                let count = min(4, outputs.upperBound - first)
                for i in 0..<count { rows.widen(first + i, into: panel + i * length) }
                let target = ResultRows(base: y.base + first, stride: y.stride)
                DotProducts.multiply(x, by: widened, inputs: length, outputs: 0..<count, into: target)
            }
        }
    }

    @inline(never)
    private static func multiplyOne<Scales: LaneScales>(
        _ x: UnsafePointer<Float>, by rows: PackedRows<Scales>, outputs: Range<Int>, into y: UnsafeMutablePointer<Float>
    ) {
        let blocks = rows.inputs / Int4Weights.blockLength
        let quarters = OutputQuarters(outputs)
        for output in quarters.firsts {
            let (a, b, c, d) = quarters.outputs(output)
            var sums = Quad()
            var place = x
            for block in 0..<blocks {
                let codes = FourBlocks(
                    a: OneBlock(rows, a, block), b: OneBlock(rows, b, block), c: OneBlock(rows, c, block), d: OneBlock(rows, d, block))
                var part = Quad()
                // Written out, because each part has masks of its own.
                part.addProduct(codes.lanes(0), place.lanes())
                part.addProduct(codes.lanes(1), place.lanes(16))
                part.addProduct(codes.lanes(2), place.lanes(32))
                part.addProduct(codes.lanes(3), place.lanes(48))
                part.addProduct(codes.lanes(4), place.lanes(64))
                part.addProduct(codes.lanes(5), place.lanes(80))
                part.addProduct(codes.lanes(6), place.lanes(96))
                part.addProduct(codes.lanes(7), place.lanes(112))
                sums.a.addProduct(part.a, rows.scaleLanes(a, block))
                sums.b.addProduct(part.b, rows.scaleLanes(b, block))
                sums.c.addProduct(part.c, rows.scaleLanes(c, block))
                sums.d.addProduct(part.d, rows.scaleLanes(d, block))
                place += Int4Weights.blockLength
            }
            quarters.store(sums.sums, output, to: y)
        }
    }

    /// The codes of one block of a row.
    private struct OneBlock {
        let words: SIMD16<UInt32>
        let zeroPoint: Lanes

        @inline(__always)
        init<Scales: LaneScales>(_ rows: PackedRows<Scales>, _ row: Int, _ block: Int) {
            words = rows.words(row, block)
            zeroPoint = rows.zeroPointLanes(row, block)
        }

        @inline(__always)
        func lanes(_ part: Int) -> Lanes { Int4Weights.lanes(part, of: words, zeroPoint: zeroPoint) }
    }

    private struct FourBlocks {
        let a, b, c, d: OneBlock

        @inline(__always)
        func lanes(_ part: Int) -> Quad { Quad(a: a.lanes(part), b: b.lanes(part), c: c.lanes(part), d: d.lanes(part)) }
    }
}
