import Tensors

/// How the residual stream grows from layer to layer: the norm of its rows as bars.
///
///     embed                 1.02  ▌
///     layers.0.resid_mid    1.31  ▋          ×1.28
public struct ResidualView: Sendable {
    public struct Entry: Hashable, Sendable {
        public let name: String
        /// The norm of one row, or the mean of all rows' norms.
        public let norm: Double
    }

    public let entries: [Entry]

    /// - Parameters:
    ///   - values: the stream in the order of the pass, each [T, D]
    ///   - row: which row; nil takes the mean over all
    /// - Precondition: every value has such a row.
    public init(_ values: [(name: String, tensor: Tensor)], row: Int? = nil) {
        entries = values.map { name, tensor in
            let norms = Self.rowNorms(tensor, rows: row.map { $0..<$0 + 1 } ?? 0..<tensor.shape.rowCount)
            return Entry(name: name, norm: norms.isEmpty ? 0 : norms.reduce(0, +) / Double(norms.count))
        }
    }

    public func text(_ style: TextStyle = .plain) -> String {
        let bar = Bar(style.glyphs)
        let highest = entries.map(\.norm).filter(\.isFinite).max() ?? 0
        let nameWidth = min(entries.map(\.name.displayWidth).max() ?? 0, max(style.width / 2, 12))
        let barWidth = max(min(style.width - nameWidth - 18, 50), min(10, style.width / 4))
        var table = TextTable([
            .init("value", minimumWidth: nameWidth, keepsEnd: true), .init("norm", .right), .init("growth", .right, dropRank: 0), .init(""),
        ])
        for (place, entry) in entries.enumerated() {
            let before = place > 0 ? entries[place - 1].norm : 0
            let growth = before > 0 ? style.glyphs.prose("×") + Quantity.decimal(entry.norm / before, digits: 2) : ""
            let norm = Quantity.decimal(entry.norm)
            table.append([
                style.palette(.name, entry.name), entry.norm.isFinite ? norm : style.palette(.warning, norm), growth,
                bar.text(highest > 0 ? entry.norm / highest : 0, width: barWidth),
            ])
        }
        return style.text(table.lines(style))
    }

    private static func rowNorms(_ tensor: Tensor, rows: Range<Int>) -> [Double] {
        let length = tensor.shape.rowLength
        precondition(rows.lowerBound >= 0 && rows.upperBound <= tensor.shape.rowCount, "rows \(rows) of \(tensor.shape)")
        return tensor.withUnsafeBuffer { values in
            rows.map { row in
                values[row * length..<(row + 1) * length].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            }
        }
    }
}
