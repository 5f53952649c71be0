import Tensors

/// All heads at once.
extension AttentionView {
    /// Every head as a small picture under its number and its entropy. With a single query, a line for every head.
    public func headsText(_ style: TextStyle = .plain) -> String {
        guard !isEmpty else { return style.text([style.palette(.dim, "nothing to show")]) }
        let pictures = mask.queryCount == 1 ? singleQuery(style) : multiples(style)
        return style.text(pictures + AttentionShades.legend(style))
    }

    private func multiples(_ style: TextStyle) -> [String] {
        let pictures = heads.map { head in
            let rows = Blocks(mask.queryCount, atMost: 8)
            let grid = CellGrid(rows: rows, columns: Blocks(mask.keyCount, atMost: min(16, style.width)), spacing: .dense)
            let lines = grid.lines(style) { sign(head, $0, $1, style) }
            return [style.palette(.strong, String(head.index)) + " " + Quantity.decimal(head.meanEntropy, digits: 2)] + lines
        }
        let width = pictures.joined().map(\.displayWidth).max() ?? 0
        let perBand = max((style.width + 3) / (width + 3), 1)
        var lines: [String] = []
        for first in stride(from: 0, to: pictures.count, by: perBand) {
            let band = pictures[first..<min(first + perBand, pictures.count)]
            if first > 0 { lines.append("") }
            for line in 0..<(band.first?.count ?? 0) {
                lines.append(band.map { $0[line].padded(to: width) }.joined(separator: "   ").trimmedAtEnd)
            }
        }
        let size = (Blocks(mask.queryCount, atMost: 8).size, Blocks(mask.keyCount, atMost: 16).size)
        return lines + style.note("Head and its entropy in nats. A sign is \(size.0) × \(size.1) (queries × keys).")
    }

    private func singleQuery(_ style: TextStyle) -> [String] {
        let digits = max(String(heads.count - 1).count, 4)
        let margin = String(repeating: " ", count: digits + 1)
        let grid = CellGrid(rowCount: 1, columnCount: mask.keyCount, width: style.width - margin.count)
        let axis = style.palette(.dim, "head".padded(to: margin.count) + grid.axis(from: mask.firstKey))
        return ["query \(mask.firstQuery) \(labels[mask.firstQuery])", axis]
            + heads.map { head in
                style.palette(.dim, String(head.index).padded(to: digits, .right)) + " "
                    + grid.lines(style) { sign(head, $0, $1, style) }[0]
            }
    }
}
