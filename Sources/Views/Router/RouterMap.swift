import Tensors

/// Which expert every token got in every layer.
///
///     layer         0123
///     'Mia'  :  0   2-01
///     ':'    :  1   0-31
public struct RouterMap: Sendable {
    public enum Layer: Sendable {
        /// No router: every token takes the same way.
        case dense
        /// The chosen experts, [T, k]; the map shows the first choice.
        case experts(Indices)
    }

    /// A token in a layer.
    public struct Cell: Hashable, Sendable {
        public let position: Int
        public let layer: Int

        public init(position: Int, layer: Int) {
            self.position = position
            self.layer = layer
        }
    }

    public let layers: [Layer]
    private let labels: TokenLabels
    private let firstPosition: Int
    private let marked: Set<Cell>
    private let meaning: String
    /// One more than the highest number of an expert.
    private let mostExperts: Int

    /// - Parameters:
    ///   - layers: all layers of the model, in order
    ///   - firstPosition: the absolute position of the first row
    ///   - marked: choices to draw attention to
    ///   - meaning: what the mark says of them, such as `differs from the baseline`
    public init(
        _ layers: [Layer], labels: TokenLabels = .none, firstPosition: Int = 0, marked: Set<Cell> = [],
        meaning: String = "marked"
    ) {
        self.layers = layers
        self.labels = labels
        self.firstPosition = firstPosition
        self.marked = marked
        self.meaning = meaning
        mostExperts = layers.reduce(0) { most, layer in
            if case .experts(let chosen) = layer { max(most, Int(chosen.values.max() ?? 0) + 1) } else { most }
        }
    }

    /// The first choice; nil in a dense layer.
    public func expert(_ cell: Cell) -> Int? {
        guard layers.indices.contains(cell.layer), case .experts(let chosen) = layers[cell.layer] else { return nil }
        let place = (cell.position - firstPosition) * chosen.shape.rowLength
        return chosen.values.indices.contains(place) ? Int(chosen.values[place]) : nil
    }

    /// - Parameter positions: the tokens to show; nil shows all
    public func text(_ style: TextStyle = .plain, positions: Range<Int>? = nil) -> String {
        let all = firstPosition..<firstPosition + tokenCount
        let shown = (positions ?? all).clamped(to: all)
        guard !shown.isEmpty else { return style.text([style.palette(.dim, tokenCount == 0 ? "no layer has a router" : "nothing to show")]) }
        let gutter = Gutter(labels, positions: Array(shown), style: style)
        let room = max(style.width - gutter.width, 1)
        // Signs need one column each, and one more where some are marked or there is room anyway.
        let widest = layers.indices.flatMap { layer in shown.map { sign(Cell(position: $0, layer: layer), style).count } }.max() ?? 1
        let isRoomy = !marked.isEmpty || widest > 1 || layers.count * 2 <= room
        let cellWidth = widest + (isRoomy ? 1 : 0)
        let perBand = max(room / cellWidth, 1)
        var lines: [String] = []
        for first in stride(from: 0, to: layers.count, by: perBand) {
            let band = first..<min(first + perBand, layers.count)
            if first > 0 { lines.append("") }
            lines += header(band, cellWidth: cellWidth, signWidth: widest, gutter, style)
            lines += shown.map { position in
                gutter.text(position) + band.map { cell(Cell(position: position, layer: $0), widest, isRoomy, style) }.joined()
            }
        }
        return style.text(lines.map(\.trimmedAtEnd) + legend(style))
    }

    private var tokenCount: Int {
        layers.lazy.compactMap { layer in
            if case .experts(let chosen) = layer { chosen.shape.rowCount } else { nil }
        }.first ?? 0
    }

    /// Layer numbers; their digits stand below each other where the columns are too narrow.
    private func header(
        _ band: Range<Int>, cellWidth: Int, signWidth: Int, _ gutter: Gutter, _ style: TextStyle
    ) -> [String] {
        let digits = String(max(band.upperBound - 1, 0)).count
        let isUpright = digits > signWidth
        let lines = isUpright ? digits : 1
        return (0..<lines).map { line in
            let row = band.map { layer in
                let number = String(layer).padded(to: digits, .right)
                return (isUpright ? String(Array(number)[line]) : number).padded(to: signWidth, .right).padded(to: cellWidth)
            }
            return gutter.blank(line == lines - 1 ? "layer" : "") + style.palette(.dim, row.joined())
        }
    }

    private func cell(_ cell: Cell, _ width: Int, _ isRoomy: Bool, _ style: TextStyle) -> String {
        let sign = self.sign(cell, style).padded(to: width, .right)
        guard let expert = expert(cell) else { return style.palette(.dim, sign) + (isRoomy ? " " : "") }
        guard marked.contains(cell) else { return style.palette.series(expert, sign) + (isRoomy ? " " : "") }
        return style.palette(.marked, sign + "*")
    }

    /// A digit or a letter for few experts, a number for many, a line for dense layers.
    private func sign(_ cell: Cell, _ style: TextStyle) -> String {
        guard let expert = expert(cell) else { return style.glyphs.horizontal }
        return mostExperts <= 36 && expert >= 0 ? String(expert, radix: 36) : String(expert)
    }

    private func legend(_ style: TextStyle) -> [String] {
        var parts: [String] = []
        if layers.contains(where: { if case .dense = $0 { true } else { false } }) {
            parts.append("\(style.glyphs.horizontal) is a dense layer.")
        }
        if (11...36).contains(mostExperts) { parts.append("Experts from 10 on are letters: a is 10.") }
        if layers.contains(where: { if case .experts(let chosen) = $0 { chosen.shape.rowLength > 1 } else { false } }) {
            parts.append("The first choice of each.")
        }
        if !marked.isEmpty { parts.append("* \(meaning) (\(marked.count)).") }
        return parts.isEmpty ? [] : style.note(parts.joined(separator: " "))
    }
}
