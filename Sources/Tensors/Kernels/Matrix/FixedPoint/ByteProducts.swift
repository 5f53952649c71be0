/// y[o] = Σ_i x[i] · W(o, i) for one token and codes of eight or four bits, in whole numbers.
///
/// A processor with VNNI multiplies 64 bytes with 64 others and adds them by fours in one instruction, where floats take four,
/// and four more to make them of the codes. What is multiplied is `FixedPointRow`: three digits to an input, so that nothing is lost that
/// floats would keep.
enum ByteProducts {
    /// - Precondition: the inputs are whole blocks
    static func multiply<Rows: ByteRows>(
        _ x: UnsafePointer<Float>, by rows: Rows, outputs: Int, into y: UnsafeMutablePointer<Float>
    ) {
        let blocks = rows.inputs / Rows.Format.blockLength
        precondition(blocks * Rows.Format.blockLength == rows.inputs, "\(rows.inputs) inputs are no whole blocks")
        TensorStorage.withScratch(FixedPointRow<Rows.Format>.capacity(blocks: blocks)) { room in
            let row = FixedPointRow<Rows.Format>(room)
            let source = TokenRows(base: x, count: 1, stride: rows.inputs)
            Parallel.forEachRange(count: blocks, work: 4 * Rows.Format.blockLength) { range in
                for block in range { row.block(block).write(source.base + block * Rows.Format.blockLength) }
            }
            let target = ResultRows(base: y, stride: outputs)
            Parallel.forEachRange(count: outputs, granularity: 4, work: rows.inputs, share: 8) { range in
                multiply(row, blocks, by: rows, outputs: range, into: target.base)
            }
        }
    }

    @inline(never)
    private static func multiply<Rows: ByteRows>(
        _ x: FixedPointRow<Rows.Format>, _ blocks: Int, by rows: Rows, outputs: Range<Int>, into y: UnsafeMutablePointer<Float>
    ) {
        let quarters = OutputQuarters(outputs)
        for output in quarters.firsts {
            let (a, b, c, d) = quarters.outputs(output)
            var sums = Quad()
            for block in 0..<blocks {
                let inputs = x.block(block)
                let digits = (inputs.digits(0), inputs.digits(Rows.Format.slices - 1))
                let start = Sums(high: .zero, middle: inputs.upperCorrection, low: inputs.lowCorrection)
                let unit = inputs.unit
                add(digits, start, unit, rows, a, block, to: &sums.a)
                add(digits, start, unit, rows, b, block, to: &sums.b)
                add(digits, start, unit, rows, c, block, to: &sums.c)
                add(digits, start, unit, rows, d, block, to: &sums.d)
            }
            let scales = SIMD4(rows.scale(a), rows.scale(b), rows.scale(c), rows.scale(d))
            quarters.store(sums.sums * scales, output, to: y)
        }
    }

    /// One row's part of one block.
    @inline(__always)
    private static func add<Rows: ByteRows>(
        _ digits: (Digits, Digits), _ start: Sums, _ unit: Float, _ rows: Rows, _ row: Int, _ block: Int, to sum: inout Lanes
    ) {
        let words = rows.words(row, block)
        var sums = start
        sums.add(Rows.Format.bytes(0, of: words), digits.0)
        if Rows.Format.slices == 2 { sums.add(Rows.Format.bytes(1, of: words), digits.1) }
        let upper = ByteInstructions.floats(sums.high &<< 8 &+ sums.middle)
        sum.addProduct(ByteInstructions.floats(sums.low).addingProduct(upper, Lanes(repeating: 256)), rows.scaling(unit, row, block))
    }

    /// Of each digit.
    private struct Sums {
        var high, middle, low: SIMD16<Int32>

        @inline(__always)
        mutating func add(_ bytes: SIMD16<UInt32>, _ digits: Digits) {
            high = ByteInstructions.addProducts(bytes, digits.high, to: high)
            middle = ByteInstructions.addProducts(bytes, digits.middle, to: middle)
            low = ByteInstructions.addProducts(bytes, digits.low, to: low)
        }
    }
}
