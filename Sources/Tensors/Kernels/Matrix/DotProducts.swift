/// y[t, o] = scale · Σ_i x[t, i] · W(o, i), where each output's weights lie together.
///
/// Sixteen lanes take turns with the inputs, in the order of the format; then the lanes are summed as a tree. Four outputs
/// are computed at a time for up to six tokens: one of each quarter of the outputs, so that memory is read in four long streams.
/// (Four neighbours are four short ones; no processor looks ahead well enough then, and asking ahead by hand reaches two thirds at best.)
/// The order of summation is the same for every number of tokens and wherever a loop is cut, so a token alone gives the same bits
/// as among others.
enum DotProducts {
    /// Floats per token of the arranged inputs.
    static func arrangedLength<Format: WeightFormat>(_ inputs: Int, _ format: Format.Type) -> Int {
        (inputs + Format.blockLength - 1) / Format.blockLength * Format.blockLength
    }

    /// Brings one row into the lanes' order, filled up with zeros.
    static func arrange<Format: WeightFormat>(
        _ x: UnsafePointer<Float>, count: Int, into target: UnsafeMutablePointer<Float>, _ format: Format.Type
    ) {
        let whole = count / Format.blockLength * Format.blockLength
        for start in stride(from: 0, to: whole, by: Format.blockLength) {
            Format.arrange(x + start, into: target + start)
        }
        guard whole < count else { return }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Format.blockLength) { block in
            block.initialize(repeating: 0)
            block.baseAddress!.update(from: x + whole, count: count - whole)
            Format.arrange(block.baseAddress!, into: target + whole)
        }
    }

    /// Computes some of the outputs for all tokens, on the calling thread.
    ///
    /// - Parameter x: rows in the lanes' order, of the arranged length.
    static func multiply<Format: WeightFormat>(
        _ x: TokenRows, by weights: StoredRows<Format>, inputs: Int, outputs: Range<Int>, into y: ResultRows, scale: Float = 1
    ) {
        let length = arrangedLength(inputs, Format.self)
        guard length != inputs else {
            return multiplyTiles(x, by: weights, length: length, outputs: outputs, into: y, scale: scale)
        }
        // A row that ends within a block is widened first, so that nothing behind it is read.
        TensorStorage.withScratch(4 * length) { panel in
            let widened = StoredRows<Float32Weights>(UnsafeRawPointer(panel), stride: length)
            for first in stride(from: outputs.lowerBound, to: outputs.upperBound, by: 4) {
                let count = min(4, outputs.upperBound - first)
                for i in 0..<count {
                    widen(weights.row(first + i), count: inputs, into: panel + i * length, Format.self)
                }
                let target = ResultRows(base: y.base + first, stride: y.stride)
                multiplyTiles(x, by: widened, length: length, outputs: 0..<count, into: target, scale: scale)
            }
        }
    }

    /// Widens one row without changing the lanes' order, filled up with zeros.
    private static func widen<Format: WeightFormat>(
        _ row: UnsafeRawPointer, count: Int, into target: UnsafeMutablePointer<Float>, _ format: Format.Type
    ) {
        let blocks = count / Format.blockLength
        for block in 0..<blocks {
            for part in 0..<Format.parts {
                target.store(Format.lanes(part, at: row + block * Format.blockBytes), at: (block * Format.parts + part) * 16)
            }
        }
        let whole = blocks * Format.blockLength
        guard whole < count else { return }
        withUnsafeTemporaryAllocation(of: Float.self, capacity: Format.blockLength) { block in
            block.initialize(repeating: 0)
            for i in whole..<count { block[i - whole] = Format.weight(i, from: row) }
            Format.arrange(block.baseAddress!, into: target + whole)
        }
    }

    @inline(__always)
    private static func multiplyTiles<Format: WeightFormat>(
        _ x: TokenRows, by weights: StoredRows<Format>, length: Int, outputs: Range<Int>, into y: ResultRows, scale: Float
    ) {
        var token = 0
        while token < x.count {
            let rows = x.row(token)
            let target = ResultRows(base: y.row(token), stride: y.stride)
            let count = min(x.count - token, RegisterBudget.tokens)
            switch count {
            case 1: multiplyTile(OneToken.self, rows, x.stride, by: weights, length, outputs, target, scale)
            case 2: multiplyTile(TwoTokens.self, rows, x.stride, by: weights, length, outputs, target, scale)
            case 3: multiplyTile(ThreeTokens.self, rows, x.stride, by: weights, length, outputs, target, scale)
            case 4: multiplyTile(FourTokens.self, rows, x.stride, by: weights, length, outputs, target, scale)
            case 5: multiplyTile(FiveTokens.self, rows, x.stride, by: weights, length, outputs, target, scale)
            default: multiplyTile(SixTokens.self, rows, x.stride, by: weights, length, outputs, target, scale)
            }
            token += count
        }
    }

    /// All of these outputs for one tile of tokens.
    @inline(never)
    private static func multiplyTile<Format: WeightFormat, Tile: TokenTile>(
        _ tile: Tile.Type, _ x: UnsafePointer<Float>, _ stride: Int, by weights: StoredRows<Format>, _ length: Int,
        _ outputs: Range<Int>, _ y: ResultRows, _ scale: Float
    ) {
        let blocks = length / Format.blockLength
        let quarters = OutputQuarters(outputs)
        for output in quarters.firsts {
            let four = quarters.outputs(output)
            var (a, b, c, d) = (weights.row(four.a), weights.row(four.b), weights.row(four.c), weights.row(four.d))
            var tokens = Tile()
            var place = x
            for _ in 0..<blocks {
                for part in 0..<Format.parts {
                    let w = Quad(
                        a: Format.lanes(part, at: a), b: Format.lanes(part, at: b),
                        c: Format.lanes(part, at: c), d: Format.lanes(part, at: d))
                    tokens.add(w, lanesAt: place, stride: stride)
                    place += 16
                }
                a += Format.blockBytes
                b += Format.blockBytes
                c += Format.blockBytes
                d += Format.blockBytes
            }
            tokens.storeSums(
                to: y.base + output, apart: quarters.distance, stride: y.stride, count: quarters.count(output), scale: scale)
        }
    }
}
