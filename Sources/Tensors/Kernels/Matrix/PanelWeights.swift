/// Where `PanelProducts` takes its panels from: a piece of a matrix, widened, with 64 outputs side by side for each input.
protocol PanelWeights: Sendable {
    /// Outputs that are widened together.
    static var width: Int { get }
    /// Inputs that a piece begins at a multiple of.
    static var depthUnit: Int { get }

    /// Writes weights of `inputs` × `outputs` to `piece`: panels of 64 outputs one after the other, `depth` inputs in each.
    /// Outputs that fill no panel are zeros.
    func widen(inputs: Range<Int>, outputs: Range<Int>, depth: Int, into piece: UnsafeMutablePointer<Float>)
}

let panelWidth = 64

/// Panels from a matrix that stores one row per input.
struct InputMajorPanels<Format: WeightFormat>: PanelWeights {
    let weights: StoredRows<Format>

    /// Rows are read in long runs.
    static var width: Int { 256 }

    static var depthUnit: Int { 1 }

    func widen(inputs: Range<Int>, outputs: Range<Int>, depth: Int, into piece: UnsafeMutablePointer<Float>) {
        let blocksPerPanel = panelWidth / Format.blockLength
        let panels = outputs.count / panelWidth
        let rest = outputs.count % panelWidth
        for input in inputs {
            var source = weights.row(input) + Format.byteOffset(outputs.lowerBound)
            var target = piece + (input - inputs.lowerBound) * panelWidth
            for _ in 0..<panels {
                for block in 0..<blocksPerPanel {
                    prefetch(source + 16 * weights.stride)
                    Format.widen(source, into: target + block * Format.blockLength)
                    source += Format.blockBytes
                }
                target += depth * panelWidth
            }
            guard rest > 0 else { continue }
            for i in 0..<panelWidth {
                target[i] = i < rest ? Format.weight(outputs.lowerBound + panels * panelWidth + i, from: weights.row(input)) : 0
            }
        }
    }
}

/// Panels from a matrix that stores one row per output: squares of sixteen by sixteen are turned on the way.
struct OutputMajorPanels<Format: WeightFormat>: PanelWeights {
    let weights: StoredRows<Format>

    static var width: Int { panelWidth }

    static var depthUnit: Int { Format.blockLength }

    func widen(inputs: Range<Int>, outputs: Range<Int>, depth: Int, into piece: UnsafeMutablePointer<Float>) {
        let wholeInputs = inputs.count / Format.blockLength * Format.blockLength
        for first in stride(from: 0, to: panelWidth, by: 16) {
            let output = outputs.lowerBound + first
            guard output + 16 <= outputs.upperBound else {
                for lane in first..<panelWidth { widenRow(inputs, outputs, lane, from: 0, into: piece) }
                return
            }
            widenSquares(inputs.lowerBound, wholeInputs, output, into: piece + first)
            guard wholeInputs < inputs.count else { continue }
            for lane in first..<first + 16 { widenRow(inputs, outputs, lane, from: wholeInputs, into: piece) }
        }
    }

    @inline(never)
    private func widenSquares(_ input: Int, _ count: Int, _ output: Int, into panel: UnsafeMutablePointer<Float>) {
        var source = weights.row(output) + Format.byteOffset(input)
        var target = panel
        for _ in 0..<count / Format.blockLength {
            for row in 0..<16 { prefetch(source + row * weights.stride + count * Format.blockBytes / Format.blockLength) }
            for part in 0..<Format.parts {
                let square = LaneSquare { Format.lanes(part, at: source + $0 * weights.stride) }
                square.transposed.store { target + Format.column(part, lane: $0) * panelWidth }
            }
            source += Format.blockBytes
            target += Format.blockLength * panelWidth
        }
    }

    /// One output, weight by weight; zeros behind the last output.
    private func widenRow(
        _ inputs: Range<Int>, _ outputs: Range<Int>, _ lane: Int, from first: Int, into panel: UnsafeMutablePointer<Float>
    ) {
        let output = outputs.lowerBound + lane
        for i in first..<inputs.count {
            panel[i * panelWidth + lane] =
                output < outputs.upperBound ? Format.weight(inputs.lowerBound + i, from: weights.row(output)) : 0
        }
    }
}
