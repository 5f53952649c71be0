import Tensors

/// Statistics as a small table, or in the one line that stepping shows.
public struct StatisticsView: Sendable {
    public let statistics: Statistics

    public init(_ statistics: Statistics) {
        self.statistics = statistics
    }

    public init(_ tensor: Tensor) {
        self.init(Statistics(tensor))
    }

    /// `[25, 128]   mean +0.002  std 0.98  max |x| 3.40`, and what isn't finite. On a narrow screen some of it.
    public func summary(_ style: TextStyle = .plain) -> String {
        let shape = style.palette(.dim, statistics.shape.description) + "  "
        guard statistics.shape.elementCount > 0 else { return shape + " empty" }
        let unusual = self.unusual(style)
        guard statistics.finiteCount > 0 else { return shape + " " + unusual.joined(separator: "  ") }
        let mean = "mean " + Quantity.decimal(statistics.mean, digits: abs(statistics.mean) < 100 ? 3 : nil, signed: true)
        let deviation = "std " + Quantity.decimal(statistics.standardDeviation)
        let magnitude = "max |x| " + Quantity.decimal(Double(statistics.magnitude))
        let all = [mean, deviation, magnitude]
        let lines = [[" " + mean, deviation, magnitude], all, [mean, magnitude], [magnitude]].map {
            shape + ($0 + unusual).joined(separator: "  ")
        }
        return lines.first { $0.displayWidth <= style.width } ?? ([magnitude] + unusual).joined(separator: "  ")
    }

    public func text(_ style: TextStyle = .plain) -> String {
        var table = TextTable([.init("", .left), .init("", .left)])
        let count = statistics.shape.elementCount
        table.append(["shape", "\(statistics.shape)  \(Quantity.count(count)) numbers"])
        if statistics.finiteCount > 0 {
            for (name, value) in [
                ("min", Double(statistics.minimum)), ("max", Double(statistics.maximum)), ("mean", statistics.mean),
                ("std", statistics.standardDeviation), ("norm", statistics.norm),
            ] {
                let number = Quantity.precise(value)
                table.append([style.palette(.name, name), (value < 0 ? "" : " ") + number])
            }
            let share = Double(statistics.zeroCount) / Double(count)
            table.append(["zeros", " \(statistics.zeroCount)  (\(Quantity.percent(share)))"])
        }
        let unusual = self.unusual(style)
        if !unusual.isEmpty { table.append(["not finite", " " + unusual.joined(separator: ", ")]) }
        return style.text(table.lines(style))
    }

    /// Masked scores are full of −∞, so infinities are no alarm; NaN is.
    private func unusual(_ style: TextStyle) -> [String] {
        let infinities = [(statistics.positiveInfinityCount, "inf"), (statistics.negativeInfinityCount, "-inf")]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return (statistics.nanCount > 0 ? [style.palette(.warning, "\(statistics.nanCount) NaN")] : []) + infinities
    }
}
