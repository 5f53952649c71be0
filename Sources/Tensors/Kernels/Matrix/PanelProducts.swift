/// y[t, o] = scale · Σ_i x[t, i] · W(o, i) for many tokens.
///
/// A piece of the weights is widened into panels of 64 outputs by some inputs, which stay in the cache while all tokens pass by.
/// Lanes are outputs, and each sums over the inputs one after the other, six tokens at a time.
enum PanelProducts {
    /// Computes some of the outputs, on the calling thread.
    ///
    /// - Parameters:
    ///   - isContinued: whether y holds the sums of earlier inputs already
    ///   - sumsInParts: whether the inputs of each panel are summed apart and then added, as `ColumnParts` does
    static func multiply<Weights: PanelWeights>(
        _ x: TokenRows, by weights: Weights, inputs: Int, outputs: Range<Int>, into y: ResultRows, scale: Float = 1,
        isContinued: Bool = false, sumsInParts: Bool = false
    ) {
        let depth = max(RegisterBudget.panelDepth, Weights.depthUnit)
        TensorStorage.withScratch(depth * Weights.width) { piece in
            for first in stride(from: outputs.lowerBound, to: outputs.upperBound, by: Weights.width) {
                let columns = first..<min(first + Weights.width, outputs.upperBound)
                // At least once, so that no inputs give zeros.
                for input in stride(from: 0, to: max(inputs, 1), by: depth) {
                    let part = input..<min(input + depth, inputs)
                    weights.widen(inputs: part, outputs: columns, depth: depth, into: piece)
                    for panel in stride(from: 0, to: columns.count, by: panelWidth) {
                        let place = ResultRows(base: y.base + columns.lowerBound + panel, stride: y.stride)
                        let tile = TilePass(
                            panel: piece + panel * depth, count: part.count,
                            start: sumsInParts && input > 0 ? .added : isContinued || input > 0 ? .continued : .zero,
                            scale: part.upperBound == inputs ? scale : 1)
                        let tokens = TokenRows(base: x.base + input, count: x.count, stride: x.stride)
                        if columns.count - panel >= panelWidth {
                            multiplyTiles(tokens, tile, into: place)
                        } else {
                            multiplyNarrow(tokens, tile, width: columns.count - panel, into: place)
                        }
                    }
                }
            }
        }
    }

    /// What all tiles have in common while one panel lies in the cache.
    private struct TilePass {
        let panel: UnsafePointer<Float>
        /// Inputs in the panel.
        let count: Int
        let start: Start
        let scale: Float
    }

    /// Where the sums of a panel begin.
    private enum Start {
        case zero
        /// At what y holds.
        case continued
        /// At zero, and y is added in the end.
        case added
    }

    private static func multiplyTiles(_ x: TokenRows, _ pass: TilePass, into y: ResultRows) {
        for token in stride(from: 0, to: x.count, by: RegisterBudget.tokens) {
            let tokens = TokenRows(base: x.row(token), count: min(x.count - token, RegisterBudget.tokens), stride: x.stride)
            let target = ResultRows(base: y.row(token), stride: y.stride)
            switch tokens.count {
            case 1: multiplyTile(OneToken.self, tokens, pass, target)
            case 2: multiplyTile(TwoTokens.self, tokens, pass, target)
            case 3: multiplyTile(ThreeTokens.self, tokens, pass, target)
            case 4: multiplyTile(FourTokens.self, tokens, pass, target)
            case 5: multiplyTile(FiveTokens.self, tokens, pass, target)
            default: multiplyTile(SixTokens.self, tokens, pass, target)
            }
        }
    }

    /// A panel with fewer outputs than columns: computed whole, elsewhere, and copied.
    private static func multiplyNarrow(_ x: TokenRows, _ pass: TilePass, width: Int, into y: ResultRows) {
        TensorStorage.withScratch(panelWidth * RegisterBudget.tokens) { room in
            room.update(repeating: 0, count: panelWidth * RegisterBudget.tokens)
            for first in stride(from: 0, to: x.count, by: RegisterBudget.tokens) {
                let tokens = TokenRows(base: x.row(first), count: min(x.count - first, RegisterBudget.tokens), stride: x.stride)
                let sums = ResultRows(base: room, stride: panelWidth)
                if pass.start != .zero {
                    for token in 0..<tokens.count { sums.row(token).update(from: y.row(first + token), count: width) }
                }
                multiplyTiles(tokens, pass, into: sums)
                for token in 0..<tokens.count { y.row(first + token).update(from: sums.row(token), count: width) }
            }
        }
    }

    @inline(never)
    private static func multiplyTile<Tile: TokenTile>(_ tile: Tile.Type, _ x: TokenRows, _ pass: TilePass, _ y: ResultRows) {
        var tokens = pass.start == .continued ? Tile(columnsAt: y.base, stride: y.stride) : Tile()
        var place = pass.panel
        var number = x.base
        for _ in 0..<pass.count {
            let w = Quad(a: place.lanes(), b: place.lanes(16), c: place.lanes(32), d: place.lanes(48))
            tokens.add(w, numberAt: number, stride: x.stride)
            place += panelWidth
            number += 1
        }
        if pass.start == .added { tokens.addColumns(at: y.base, stride: y.stride) }
        tokens.storeColumns(to: y.base, stride: y.stride, scale: pass.scale)
    }
}
