/// How the choices of a router spread over the experts.
///
///     0 ████████▌   41 %
public struct ExpertLoad: Hashable, Sendable {
    /// Choices per expert.
    public let counts: [Int]

    init(_ tokens: [RoutedToken], expertCount: Int) {
        var counts = [Int](repeating: 0, count: expertCount)
        for choice in tokens.flatMap(\.choices) where counts.indices.contains(choice.expert) {
            counts[choice.expert] += 1
        }
        self.counts = counts
    }

    /// Of all choices, those of an expert.
    public func share(_ expert: Int) -> Double {
        let total = counts.reduce(0, +)
        return total == 0 ? 0 : Double(counts[expert]) / Double(total)
    }

    /// A line per expert; of many experts, the busiest ones and a word on the others.
    func lines(_ style: TextStyle, width: Int, most: Int = 16) -> [String] {
        let isCut = counts.count > most
        let busiest = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }.prefix(isCut ? most : counts.count)
        let digits = String(max(counts.count - 1, 0)).count
        let bar = Bar(style.glyphs)
        let top = counts.max() ?? 0
        let barWidth = max(width - digits - 7, 1)
        var lines = (isCut ? Array(busiest) : Array(counts.indices)).map { expert in
            let length = top == 0 ? 0 : Double(counts[expert]) / Double(top)
            return style.palette.series(expert, String(expert).padded(to: digits, .right)) + " "
                + bar.text(length, width: barWidth).padded(to: barWidth) + " "
                + Quantity.percent(share(expert)).padded(to: 5, .right)
        }
        if isCut {
            let others = counts.indices.filter { !busiest.contains($0) }
            let idle = others.filter { counts[$0] == 0 }.count
            lines.append(style.palette(.dim, "\(others.count) others, \(idle) idle"))
        }
        return lines
    }
}
