/// Choices of the router that rounding may change: how far the chosen expert is ahead, and how far rounding moves that.
///
///     layer  pos  token    expert      margin    noise  margin/noise  flips
///         2    9  ' warm'  1 over 3    0.0031   0.0104          0.30   38 %  ◀ flips when rounded
public struct MarginsView: Sendable {
    public struct Row: Hashable, Sendable {
        public let layer: Int
        public let position: Int
        public let chosen: Int
        public let runnerUp: Int
        public let margin: Double
        public let noise: Double
        public let flipChance: Double
        public let flipsWhenRounded: Bool?

        public init(
            layer: Int, position: Int, chosen: Int, runnerUp: Int, margin: Double, noise: Double, flipChance: Double,
            flipsWhenRounded: Bool?
        ) {
            self.layer = layer
            self.position = position
            self.chosen = chosen
            self.runnerUp = runnerUp
            self.margin = margin
            self.noise = noise
            self.flipChance = flipChance
            self.flipsWhenRounded = flipsWhenRounded
        }
    }

    public let rows: [Row]
    private let labels: TokenLabels

    public init(_ rows: [Row], labels: TokenLabels = .none) {
        self.rows = rows
        self.labels = labels
    }

    public func text(_ style: TextStyle = .plain) -> String {
        var table = TextTable([
            .init("layer", .right), .init("pos", .right), .init("token", minimumWidth: 6), .init("expert"), .init("margin", .right),
            .init("noise", .right), .init("ratio", .right, dropRank: 0), .init("flips", .right, dropRank: 1), .init("", dropRank: 2),
        ])
        for row in rows {
            table.append([
                String(row.layer), String(row.position), labels[row.position], "\(row.chosen) over \(row.runnerUp)",
                Quantity.decimal(row.margin), Quantity.decimal(row.noise),
                row.noise > 0 ? Quantity.decimal(row.margin / row.noise, digits: 1) : "", Quantity.percent(row.flipChance),
                row.flipsWhenRounded == true ? style.palette(.marked, style.glyphs.pointer + " flips when rounded") : "",
            ])
        }
        return style.text(table.lines(style))
    }
}
