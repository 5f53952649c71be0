/// y[t, o] = Σ_g scale(o, g) · Σ_{i in g} x[t, i] · (code(o, i) − zero(o, g)) for a few tokens.
///
/// One token: codes become lanes as they are read, four outputs at a time, and the sums of a block are scaled once. Several
/// tokens: four outputs are widened and wait in the cache while all tokens pass by.
enum PackedProducts {
    /// Computes some of the outputs, on the calling thread.
    ///
    /// - Parameter x: rows in the lanes' order, of the arranged length.
    static func multiply(_ x: TokenRows, by rows: PackedRows, outputs: Range<Int>, into y: ResultRows) {
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
    private static func multiplyOne(
        _ x: UnsafePointer<Float>, by rows: PackedRows, outputs: Range<Int>, into y: UnsafeMutablePointer<Float>
    ) {
        let blocks = rows.inputs / PackedRows.blockLength
        let last = outputs.upperBound - 1
        // Four long streams, as in `DotProducts`.
        let quarter = (outputs.count + 3) / 4
        for output in outputs.lowerBound..<outputs.lowerBound + quarter {
            // Where a quarter has no row any more, the last one is computed again and not stored.
            let (a, b, c, d) = (output, min(output + quarter, last), min(output + 2 * quarter, last), min(output + 3 * quarter, last))
            var sums = Quad()
            var place = x
            for block in 0..<blocks {
                let (wordsA, wordsB, wordsC, wordsD) = (rows.words(a, block), rows.words(b, block), rows.words(c, block), rows.words(d, block))
                let zero = Quad(
                    a: rows.zeroLanes(a, block), b: rows.zeroLanes(b, block), c: rows.zeroLanes(c, block), d: rows.zeroLanes(d, block))
                var part = Quad()
                for number in 0..<Int4Weights.parts {
                    let w = Quad(
                        a: Int4Weights.lanes(number, of: wordsA, zero: zero.a), b: Int4Weights.lanes(number, of: wordsB, zero: zero.b),
                        c: Int4Weights.lanes(number, of: wordsC, zero: zero.c), d: Int4Weights.lanes(number, of: wordsD, zero: zero.d))
                    part.addProduct(w, place.lanes())
                    place += 16
                }
                sums.a.addProduct(part.a, rows.scaleLanes(a, block))
                sums.b.addProduct(part.b, rows.scaleLanes(b, block))
                sums.c.addProduct(part.c, rows.scaleLanes(c, block))
                sums.d.addProduct(part.d, rows.scaleLanes(d, block))
            }
            let four = sums.sums
            y[a] = four.x
            if output + quarter <= last { y[b] = four.y }
            if output + 2 * quarter <= last { y[c] = four.z }
            if output + 3 * quarter <= last { y[d] = four.w }
        }
    }
}
