/// Tokens that may come next, the likeliest first.
///
///     rank  token       id   logit       p
///        1  ' blue'    288   9.113   0.971  ████████████████
public struct DistributionView: Sendable {
    public struct Row: Hashable, Sendable {
        /// From 1 on.
        public let rank: Int
        public let label: String
        public let id: Int32
        public let logit: Double
        public let probability: Double

        public init(rank: Int, label: String, id: Int32, logit: Double, probability: Double) {
            self.rank = rank
            self.label = label
            self.id = id
            self.logit = logit
            self.probability = probability
        }
    }

    public let rows: [Row]

    public init(_ rows: [Row]) {
        self.rows = rows
    }

    public func text(_ style: TextStyle = .plain) -> String {
        var table = TextTable([
            .init("rank", .right, dropRank: 1), .init("token", minimumWidth: 6), .init("id", .right, dropRank: 0), .init("logit", .right),
            .init("p", .right), .init(""),
        ])
        let bar = Bar(style.glyphs)
        let width = max(min(style.width - 48, 40), 6)
        for row in rows {
            table.append([
                String(row.rank), style.palette(.name, row.label), String(row.id), Quantity.decimal(row.logit, digits: 3),
                Self.probability(row.probability), bar.text(row.probability, width: width),
            ])
        }
        return style.text(table.lines(style))
    }

    /// Three digits, or a power where they would all be 0.
    static func probability(_ value: Double) -> String {
        Quantity.decimal(value, digits: value == 0 || value >= 0.0005 ? 3 : nil)
    }
}
