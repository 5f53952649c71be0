/// Parts that add up to a number, as signed bars around a middle line.
///
///     part                logit
///     layers.3.moe 2      +1.213           │████████
///     layers.1.attn       −0.402        ███│
public struct ContributionView: Sendable {
    public struct Part: Hashable, Sendable {
        public let name: String
        public let amount: Double
        /// Whether it stands for many small ones, and has no bar of its own.
        public let isRest: Bool

        public init(name: String, amount: Double, isRest: Bool = false) {
            self.name = name
            self.amount = amount
            self.isRest = isRest
        }
    }

    /// In the order in which they are shown.
    public let parts: [Part]
    /// What stands below: the sum, and what it should be.
    public let totals: [Part]
    private let title: String

    public init(_ parts: [Part], totals: [Part], title: String) {
        self.parts = parts
        self.totals = totals
        self.title = title
    }

    public func text(_ style: TextStyle = .plain) -> String {
        let bar = Bar(style.glyphs)
        let nameWidth = min(parts.map(\.name.displayWidth).max() ?? 0, max(style.width / 2, 12))
        let side = max(min((style.width - nameWidth - 17) / 2, 24), 0)
        let largest = parts.filter { !$0.isRest }.map { abs($0.amount) }.filter(\.isFinite).max() ?? 0
        var table = TextTable([.init("part", minimumWidth: 8, keepsEnd: true), .init(title, .right), .init("", dropRank: 0)])
        for part in parts {
            guard !part.isRest else {
                table.append([style.palette(.dim, part.name), amount(part.amount), ""])
                continue
            }
            let share = largest > 0 ? abs(part.amount) / largest : 0
            let middle = style.palette(.dim, style.glyphs.vertical)
            // To the left whole columns only: there are no eighths that begin at the right.
            let length = share.isNaN ? 0 : Int((share * Double(side)).rounded())
            let left = part.amount < 0 ? String(repeating: style.glyphs.bar, count: length).padded(to: side, .right) : "".padded(to: side)
            let right = part.amount > 0 ? bar.text(share, width: side) : ""
            table.append([style.palette(.name, part.name), amount(part.amount), side > 2 ? left + middle + right : ""])
        }
        for total in totals { table.append([style.palette(.strong, total.name), amount(total.amount), ""]) }
        return style.text(table.lines(style))
    }

    private func amount(_ value: Double) -> String {
        Quantity.decimal(value, digits: 3, signed: true)
    }
}
