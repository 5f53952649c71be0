/// Panels from a matrix of four-bit codes: squares of sixteen outputs by sixteen inputs are scaled and turned on the way.
struct PackedPanels<Scales: LaneScales>: PanelWeights {
    let rows: PackedRows<Scales>

    static var width: Int { panelWidth }

    static var depthUnit: Int { Int4Weights.blockLength }

    func widen(inputs: Range<Int>, outputs: Range<Int>, depth: Int, into piece: UnsafeMutablePointer<Float>) {
        let wholeInputs = inputs.count / Int4Weights.blockLength * Int4Weights.blockLength
        for first in stride(from: 0, to: panelWidth, by: 16) {
            let output = outputs.lowerBound + first
            guard output + 16 <= outputs.upperBound else {
                for lane in first..<panelWidth { widenRow(inputs, outputs, lane, from: 0, into: piece) }
                return
            }
            for block in 0..<wholeInputs / Int4Weights.blockLength {
                widenBlock(
                    inputs.lowerBound / Int4Weights.blockLength + block, output,
                    into: piece + first + block * Int4Weights.blockLength * panelWidth)
            }
            guard wholeInputs < inputs.count else { continue }
            for lane in first..<first + 16 { widenRow(inputs, outputs, lane, from: wholeInputs, into: piece) }
        }
    }

    @inline(never)
    private func widenBlock(_ block: Int, _ output: Int, into panel: UnsafeMutablePointer<Float>) {
        withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * 256) { room in
            let scales = room.baseAddress!
            let zeroPoints = scales + 256
            for row in 0..<16 {
                scales.store(rows.scaleLanes(output + row, block), at: 16 * row)
                zeroPoints.store(rows.zeroPointLanes(output + row, block), at: 16 * row)
            }
            for part in 0..<Int4Weights.parts {
                let square = LaneSquare { row in
                    Int4Weights.lanes(part, of: rows.words(output + row, block), zeroPoint: zeroPoints.lanes(16 * row)) * scales.lanes(16 * row)
                }
                square.transposed.store { panel + Int4Weights.column(part, lane: $0) * panelWidth }
            }
        }
    }

    /// One output, weight by weight; zeros behind the last output.
    private func widenRow(
        _ inputs: Range<Int>, _ outputs: Range<Int>, _ lane: Int, from first: Int, into panel: UnsafeMutablePointer<Float>
    ) {
        let output = outputs.lowerBound + lane
        for i in first..<inputs.count {
            panel[i * panelWidth + lane] = output < outputs.upperBound ? rows.weight(inputs.lowerBound + i, row: output) : 0
        }
    }
}
