/// y[t, o] = scale · Σ_i x[t, i] · W(o, i) for many tokens.
///
/// A piece of the weights is widened into panels of 64 outputs by some inputs, which stay in the cache while all tokens pass by.
/// Lanes are outputs, and each sums over the inputs one after the other, six tokens at a time.
enum PanelProducts {
    /// Computes some of the outputs, on the calling thread.
    static func multiply<Weights: PanelWeights>(
        _ x: TokenRows, by weights: Weights, inputs: Int, outputs: Range<Int>, into y: ResultRows, scale: Float = 1
    ) {
        let depth = RegisterBudget.panelDepth
        TensorStorage.withScratch(depth * Weights.width) { piece in
            for first in stride(from: outputs.lowerBound, to: outputs.upperBound, by: Weights.width) {
                let columns = first..<min(first + Weights.width, outputs.upperBound)
                // At least once, so that no inputs give zeros.
                for input in stride(from: 0, to: max(inputs, 1), by: depth) {
                    let part = input..<min(input + depth, inputs)
                    weights.widen(inputs: part, outputs: columns, depth: depth, into: piece)
                    for panel in stride(from: 0, to: columns.count, by: panelWidth) {
                        multiplyTiles(
                            x, part, panel: piece + panel * depth, width: min(panelWidth, columns.count - panel),
                            into: ResultRows(base: y.base + columns.lowerBound + panel, stride: y.stride),
                            scale: part.upperBound == inputs ? scale : 1)
                    }
                }
            }
        }
    }

    private static func multiplyTiles(
        _ x: TokenRows, _ inputs: Range<Int>, panel: UnsafePointer<Float>, width: Int, into y: ResultRows, scale: Float
    ) {
        guard width == panelWidth else {
            return multiplyNarrow(x, inputs, panel: panel, width: width, into: y, scale: scale)
        }
        for token in stride(from: 0, to: x.count, by: RegisterBudget.tokens) {
            let tokens = TokenRows(
                base: x.row(token) + inputs.lowerBound, count: min(x.count - token, RegisterBudget.tokens), stride: x.stride)
            let target = ResultRows(base: y.row(token), stride: y.stride)
            let isContinued = inputs.lowerBound > 0
            switch tokens.count {
            case 1: multiplyTile(OneToken.self, tokens, inputs.count, panel, target, isContinued, scale)
            case 2: multiplyTile(TwoTokens.self, tokens, inputs.count, panel, target, isContinued, scale)
            case 3: multiplyTile(ThreeTokens.self, tokens, inputs.count, panel, target, isContinued, scale)
            case 4: multiplyTile(FourTokens.self, tokens, inputs.count, panel, target, isContinued, scale)
            case 5: multiplyTile(FiveTokens.self, tokens, inputs.count, panel, target, isContinued, scale)
            default: multiplyTile(SixTokens.self, tokens, inputs.count, panel, target, isContinued, scale)
            }
        }
    }

    /// A panel with fewer outputs than columns: computed whole, elsewhere, and copied.
    private static func multiplyNarrow(
        _ x: TokenRows, _ inputs: Range<Int>, panel: UnsafePointer<Float>, width: Int, into y: ResultRows, scale: Float
    ) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: panelWidth) { sums in
            sums.initialize(repeating: 0)
            let target = ResultRows(base: sums.baseAddress!, stride: panelWidth)
            for token in 0..<x.count {
                if inputs.lowerBound > 0 { target.base.update(from: y.row(token), count: width) }
                let row = TokenRows(base: x.row(token) + inputs.lowerBound, count: 1, stride: x.stride)
                multiplyTile(OneToken.self, row, inputs.count, panel, target, inputs.lowerBound > 0, scale)
                y.row(token).update(from: target.base, count: width)
            }
        }
    }

    @inline(never)
    private static func multiplyTile<Tile: TokenTile>(
        _ tile: Tile.Type, _ x: TokenRows, _ count: Int, _ panel: UnsafePointer<Float>, _ y: ResultRows, _ isContinued: Bool, _ scale: Float
    ) {
        var tokens = isContinued ? Tile(columnsAt: y.base, stride: y.stride) : Tile()
        var place = panel
        var number = x.base
        for _ in 0..<count {
            let w = Quad(a: place.lanes(), b: place.lanes(16), c: place.lanes(32), d: place.lanes(48))
            tokens.add(w, numberAt: number, stride: x.stride)
            place += panelWidth
            number += 1
        }
        tokens.storeColumns(to: y.base, stride: y.stride, scale: scale)
    }
}
