import Tensors

/// Where the heads of a layer look: shaded grids, strongest links, entropies.
///
///     'Tom'  :  8 ▒ · · █ · · · · ·   3 'kite' 0.71
///
/// With many keys a sign stands for a block: the weight that its queries give to its keys together.
public struct AttentionView: Sendable {
    public let heads: [AttentionHead]
    public let mask: AttentionMask
    let labels: TokenLabels

    /// - Parameters:
    ///   - pattern: [H, T, S], the rows adding up to 1
    ///   - mask: which keys could be seen; says where queries and keys begin
    /// - Precondition: pattern and mask have the same T and S.
    public init(_ pattern: Tensor, mask: AttentionMask, labels: TokenLabels = .none) {
        precondition(
            pattern.shape.rank == 3 && pattern.shape[1] == mask.queryCount && pattern.shape[2] == mask.keyCount,
            "\(pattern.shape) does not fit the mask \(mask.shape)")
        self.mask = mask
        self.labels = labels
        heads = (0..<pattern.shape[0]).map { AttentionHead(pattern, index: $0, mask: mask) }
    }

    /// One head: its entropy, its grid, and the strongest link of every query where there is room.
    ///
    /// - Precondition: there is such a head.
    public func text(head index: Int, _ style: TextStyle = .plain) -> String {
        let head = heads[index]
        guard !isEmpty else { return style.text([style.palette(.dim, "nothing to show")]) }
        let gutter = Gutter(labels, positions: (0..<mask.queryCount).map { mask.firstQuery + $0 }, style: style)
        let grid = CellGrid(
            rowCount: mask.queryCount, columnCount: mask.keyCount, width: style.width - gutter.width, chunk: mask.chunk)
        let signs = grid.lines(style) { rows, columns in sign(head, rows, columns, style) }
        let room = style.width - gutter.width - grid.width - 3
        var lines = ["head \(index) \(style.glyphs.separator) " + entropyText(head)]
        lines.append(gutter.blank("key") + style.palette(.dim, grid.axis(from: mask.firstKey)))
        lines += signs.enumerated().map { block, signs in
            let row = grid.rows[block].lowerBound
            let line = gutter.text(mask.firstQuery + row) + signs
            guard grid.rows.size == 1, room >= 14, let link = links(head, row: row, count: 1).first else { return line }
            return line + "   " + text(of: link, query: mask.firstQuery + row, width: room, style)
        }
        if grid.isOverview {
            lines += style.note("A sign is \(grid.rows.size) × \(grid.columns.size) (queries × keys).")
        }
        return style.text(lines + AttentionShades.legend(style))
    }

    /// The heaviest links of every query of a head.
    ///
    /// - Parameters:
    ///   - count: links per query
    ///   - positions: the queries to show; nil shows all
    public func linksText(head index: Int, count: Int = 3, positions: Range<Int>? = nil, _ style: TextStyle = .plain) -> String {
        let all = mask.firstQuery..<mask.firstQuery + mask.queryCount
        let columns = (0..<max(count, 0)).map { place in
            TextTable.Column("", minimumWidth: place == 0 ? 12 : nil, dropRank: place == 0 ? nil : count - place)
        }
        var table = TextTable(
            [.init("pos", .right), .init("token", minimumWidth: 6), .init("nats", .right, dropRank: 0)] + columns)
        for query in (positions ?? all).clamped(to: all) {
            let row = query - mask.firstQuery
            // What rounds to nothing is no link.
            let links = self.links(heads[index], row: row, count: count).filter { $0.weight >= 0.005 }
                .map { text(of: $0, query: query, width: 20, style) }
            table.append([
                String(query), labels[query], Quantity.decimal(heads[index].entropy(row: row), digits: 2),
            ] + links + Array(repeating: "", count: max(count, 0) - links.count))
        }
        return style.text(table.lines(style))
    }

    /// The heaviest links of a query, given by its absolute position.
    public func links(head index: Int, query: Int, count: Int) -> [AttentionHead.Link] {
        links(heads[index], row: query - mask.firstQuery, count: count)
    }

    /// How spread every head's attention is: nats, and the share of what it could be at most.
    public func entropiesText(_ style: TextStyle = .plain) -> String {
        let bar = Bar(style.glyphs)
        let barWidth = min(max(style.width - 24, 4), 40)
        var table = TextTable([.init("head", .right), .init("nats", .right), .init("of max", .right), .init("")])
        for head in heads {
            table.append([
                String(head.index), Quantity.decimal(head.meanEntropy, digits: 2), Quantity.percent(head.entropyShare),
                bar.text(head.entropyShare, width: barWidth),
            ])
        }
        return style.text(table.lines(style) + style.note("0 % looks at one key only, 100 % at all visible keys alike."))
    }

    // MARK: What the pictures share

    var isEmpty: Bool { mask.queryCount == 0 || mask.keyCount == 0 || heads.isEmpty }

    func sign(_ head: AttentionHead, _ rows: Range<Int>, _ columns: Range<Int>, _ style: TextStyle) -> CellGrid.Sign {
        // What the rule hides stays blank; a weight of nearly nothing is a dot.
        guard rows.contains(where: { !mask.visibleColumns(row: $0).clamped(to: columns).isEmpty }) else { return (" ", nil) }
        return AttentionShades.sign(head.meanWeight(rows: rows, columns: columns), style)
    }

    private func links(_ head: AttentionHead, row: Int, count: Int) -> [AttentionHead.Link] {
        head.strongest(row: row, count: count, firstKey: mask.firstKey)
    }

    private func text(of link: AttentionHead.Link, query: Int, width: Int, _ style: TextStyle) -> String {
        let weight = Quantity.decimal(Double(link.weight), digits: 2)
        let key = String(link.key).padded(to: String(mask.firstKey + mask.keyCount - 1).count, .right)
        let room = max(width - weight.count - key.count - 2, 4)
        let label = link.key == query ? "itself" : labels.label(link.key, width: room, ellipsis: style.glyphs.ellipsis)
        return "\(style.palette(.number, weight)) \(key) \(label)"
    }

    private func entropyText(_ head: AttentionHead) -> String {
        "entropy \(Quantity.decimal(head.meanEntropy, digits: 2)) nats, \(Quantity.percent(head.entropyShare)) of max"
    }
}
