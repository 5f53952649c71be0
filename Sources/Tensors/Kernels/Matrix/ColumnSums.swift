/// y[t, o] = Σ_i x[t, i] · W(o, i), where each input's weights lie together, for a few tokens.
///
/// Lanes are outputs, and each sums over the inputs one after the other. Eight rows of weights are read side by side; the sums wait
/// in the first-level cache meanwhile. `PanelProducts` does the same sums in the same order for many tokens.
enum ColumnSums {
    /// Computes some of the outputs, on the calling thread.
    ///
    /// - Parameter isContinued: whether y holds the sums of earlier inputs already.
    static func multiply<Format: WeightFormat>(
        _ x: TokenRows, by weights: StoredRows<Format>, inputs: Int, outputs: Range<Int>, into y: ResultRows,
        isContinued: Bool = false
    ) {
        let whole = outputs.count / Format.blockLength * Format.blockLength
        let columns = outputs.lowerBound..<outputs.lowerBound + whole
        TensorStorage.withScratch(x.count * whole) { sums in
            if isContinued {
                for token in 0..<x.count {
                    for start in stride(from: 0, to: whole, by: Format.blockLength) {
                        Format.arrange(y.row(token) + outputs.lowerBound + start, into: sums + token * whole + start)
                    }
                }
            } else {
                sums.update(repeating: 0, count: x.count * whole)
            }
            var input = 0
            while input < inputs {
                let step = inputs - input >= 8 ? 8 : 1
                for token in 0..<x.count {
                    let target = sums + token * whole
                    if step == 8 {
                        addEightRows(x.row(token) + input, weights, input, columns, target)
                    } else {
                        addRow(x.row(token)[input], weights, input, columns, target)
                    }
                }
                input += step
            }
            for token in 0..<x.count {
                let target = y.row(token) + outputs.lowerBound
                for start in stride(from: 0, to: whole, by: Format.blockLength) {
                    Format.restore(sums + token * whole + start, into: target + start)
                }
            }
        }
        for output in columns.upperBound..<outputs.upperBound {
            addColumn(x, weights, inputs: inputs, output: output, into: y, isContinued: isContinued)
        }
    }

    @inline(never)
    private static func addEightRows<Format: WeightFormat>(
        _ x: UnsafePointer<Float>, _ weights: StoredRows<Format>, _ input: Int, _ columns: Range<Int>,
        _ sums: UnsafeMutablePointer<Float>
    ) {
        let (x0, x1, x2, x3) = (Lanes(repeating: x[0]), Lanes(repeating: x[1]), Lanes(repeating: x[2]), Lanes(repeating: x[3]))
        let (x4, x5, x6, x7) = (Lanes(repeating: x[4]), Lanes(repeating: x[5]), Lanes(repeating: x[6]), Lanes(repeating: x[7]))
        let stride = weights.stride
        var top = weights.row(input) + Format.byteOffset(columns.lowerBound)
        var middle = top + 4 * stride
        var place = sums
        for _ in 0..<columns.count / Format.blockLength {
            for row in 0..<8 { prefetch(top + (8 + row) * stride) }
            for part in 0..<Format.parts {
                var sum = place.lanes()
                sum.addProduct(Format.lanes(part, at: top), x0)
                sum.addProduct(Format.lanes(part, at: top + stride), x1)
                sum.addProduct(Format.lanes(part, at: top + 2 * stride), x2)
                sum.addProduct(Format.lanes(part, at: top + 3 * stride), x3)
                sum.addProduct(Format.lanes(part, at: middle), x4)
                sum.addProduct(Format.lanes(part, at: middle + stride), x5)
                sum.addProduct(Format.lanes(part, at: middle + 2 * stride), x6)
                sum.addProduct(Format.lanes(part, at: middle + 3 * stride), x7)
                place.store(sum)
                place += 16
            }
            top += Format.blockBytes
            middle += Format.blockBytes
        }
    }

    private static func addRow<Format: WeightFormat>(
        _ x: Float, _ weights: StoredRows<Format>, _ input: Int, _ columns: Range<Int>, _ sums: UnsafeMutablePointer<Float>
    ) {
        let row = weights.row(input) + Format.byteOffset(columns.lowerBound)
        for block in 0..<columns.count / Format.blockLength {
            for part in 0..<Format.parts {
                let place = sums + (block * Format.parts + part) * 16
                var sum = place.lanes()
                sum.addProduct(Format.lanes(part, at: row + block * Format.blockBytes), Lanes(repeating: x))
                place.store(sum)
            }
        }
    }

    /// One output outside of whole blocks, in the same order.
    private static func addColumn<Format: WeightFormat>(
        _ x: TokenRows, _ weights: StoredRows<Format>, inputs: Int, output: Int, into y: ResultRows, isContinued: Bool
    ) {
        for token in 0..<x.count {
            var sum: Float = isContinued ? y.row(token)[output] : 0
            for input in 0..<inputs {
                sum.addProduct(Format.weight(output, from: weights.row(input)), x.row(token)[input])
            }
            y.row(token)[output] = sum
        }
    }
}
