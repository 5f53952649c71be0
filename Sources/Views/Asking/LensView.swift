/// What the residual stream would predict, value by value: a line each with the likeliest tokens.
///
///     value               1                2               entropy
///     embed               ' kite'  0.31    ' red'   0.04      5.21
///     layers.0.resid_post ' blue'  0.44    …
public struct LensView: Sendable {
    public struct Row: Hashable, Sendable {
        public let name: String
        /// The likeliest tokens' labels and probabilities.
        public let tokens: [Candidate]
        /// In nats; nil where it is not known.
        public let entropy: Double?
        /// Of the token that is followed through all values; nil if there is none.
        public let followed: Double?

        public init(name: String, tokens: [Candidate], entropy: Double?, followed: Double? = nil) {
            self.name = name
            self.tokens = tokens
            self.entropy = entropy
            self.followed = followed
        }
    }

    public struct Candidate: Hashable, Sendable {
        public let label: String
        public let probability: Double

        public init(label: String, probability: Double) {
            self.label = label
            self.probability = probability
        }
    }

    public let rows: [Row]
    /// The label of the token that is followed.
    public let followedLabel: String?

    public init(_ rows: [Row], followedLabel: String? = nil) {
        self.rows = rows
        self.followedLabel = followedLabel
    }

    public func text(_ style: TextStyle = .plain) -> String {
        let count = rows.map(\.tokens.count).max() ?? 0
        let followed = followedLabel?.truncated(to: 12, ellipsis: style.glyphs.ellipsis)
        let showsEntropy = rows.contains { $0.entropy != nil }
        // The best candidate stays longest.
        let candidates = (0..<count).map { TextTable.Column(String($0 + 1), dropRank: $0 == 0 ? nil : count - $0) }
        var table = TextTable(
            [.init("value", minimumWidth: style.width < 50 ? 10 : nil, keepsEnd: true)] + candidates + (showsEntropy ? [.init("entropy", .right, dropRank: 0)] : [])
                + (followed.map { [.init("p of \($0)", .right, dropRank: count)] } ?? []))
        // Labels are cut before their probabilities are.
        let others = (rows.map(\.name.displayWidth).max() ?? 0) + 9 + (followed.map { $0.displayWidth + 7 } ?? 0)
        let room = (style.width - others) / max(count, 1) - 7
        let labelWidth = min(rows.flatMap { $0.tokens.map(\.label.displayWidth) }.max() ?? 0, min(max(room, 6), 16))
        for row in rows {
            let cells = (0..<count).map { place in
                place < row.tokens.count ? candidate(row.tokens[place], labelWidth, style, isFollowed: row.tokens[place].label == followedLabel) : ""
            }
            let share = followedLabel == nil ? [] : [row.followed.map(DistributionView.probability) ?? ""]
            table.append([style.palette(.name, row.name)] + cells + (showsEntropy ? [row.entropy.map { Quantity.decimal($0, digits: 2) } ?? ""] : []) + share)
        }
        return style.text(table.lines(style))
    }

    private func candidate(_ candidate: Candidate, _ width: Int, _ style: TextStyle, isFollowed: Bool) -> String {
        let label = candidate.label.truncated(to: width, ellipsis: style.glyphs.ellipsis).padded(to: width)
        return (isFollowed ? style.palette(.marked, label) : label) + " " + Quantity.decimal(candidate.probability, digits: 2)
    }
}
