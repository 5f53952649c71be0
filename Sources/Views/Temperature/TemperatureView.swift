import Foundation
import Machine

/// How the queries of NoPE layers grow with the position: the formula with the model's numbers, a curve, a table.
public struct TemperatureView: Sendable {
    /// A line of the table.
    public struct Point: Hashable, Sendable {
        public let position: Int
        public let factor: Float
        /// What the given row's attention would be with this factor; nil where no scores were given.
        public let entropy: Double?
        public let topWeight: Float?
    }

    public let operation: TemperatureScale
    /// The last position of the curve.
    public let last: Int
    private let row: TemperedRow?

    /// - Parameters:
    ///   - last: the last position to show; nil shows enough to see the curve bend
    ///   - row: a query's scores, to see what the factor does to them
    public init(_ operation: TemperatureScale, to last: Int? = nil, row: TemperedRow? = nil) {
        self.operation = operation
        self.last = max(last ?? min(Int(operation.floor.rounded(.up)) * 128 - 1, 1 << 40), 1)
        self.row = row
    }

    /// The first position whose factor isn't 1; nil if that never happens.
    public var start: Int? {
        guard operation.scale != 0, operation.floor >= 1, operation.floor < 1e15 else { return nil }
        return max(Int(operation.floor.rounded(.up)) - 1, 0)
    }

    /// The formula with the model's numbers.
    public var formula: String {
        "factor = 1 + \(Quantity.plain(operation.scale)) · ln(1 + ⌊(position + 1) / \(Quantity.plain(operation.floor))⌋)"
    }

    public func point(_ position: Int) -> Point {
        let factor = operation.factor(at: position)
        return Point(
            position: position, factor: factor, entropy: row?.entropy(factor: factor),
            topWeight: row?.topWeight(factor: factor))
    }

    /// - Parameter positions: what the table shows; nil chooses where something happens
    public func text(_ style: TextStyle = .plain, positions: [Int]? = nil) -> String {
        var lines = style.glyphs.prose(formula).wrapped(to: style.width)
        lines += style.note(
            start.map { "1 up to position \($0 - 1), more from position \($0) on." } ?? "It is 1 at every position.")
        lines += [""] + chart(style) + [""]
        return style.text(lines + table(positions ?? interestingPositions, style))
    }

    /// The positions where the factor begins to grow and where it has grown, up to the last.
    public var interestingPositions: [Int] {
        guard let start else { return [0, last] }
        var positions = [0, start - 1]
        var floors = 1
        while floors * (start + 1) - 1 < last, positions.count < 12 {
            positions.append(floors * (start + 1) - 1)
            floors *= 2
        }
        return Set(positions + [last]).filter { $0 >= 0 && $0 <= last }.sorted()
    }

    private func table(_ positions: [Int], _ style: TextStyle) -> [String] {
        var columns: [TextTable.Column] = [.init("position", .right), .init("factor", .right)]
        if row != nil { columns += [.init("entropy", .right), .init("top weight", .right, dropRank: 0)] }
        var table = TextTable(columns)
        for point in positions.map(point) {
            var cells = [String(point.position), Quantity.decimal(Double(point.factor), digits: 4)]
            if let entropy = point.entropy, let topWeight = point.topWeight {
                cells += [Quantity.decimal(entropy, digits: 3), Quantity.decimal(Double(topWeight), digits: 3)]
            }
            table.append(cells)
        }
        return table.lines(style)
    }

    /// Logarithmic in the position where the curve covers many times its beginning.
    private func chart(_ style: TextStyle) -> [String] {
        let columns = min(AreaChart.columns(in: style.width), 64)
        let first = start.map { max(($0 + 1) / 4, 1) } ?? 1
        let isLogarithmic = last > first * 64
        func position(_ column: Int) -> Int {
            let share = columns > 1 ? Double(column) / Double(columns - 1) : 1
            guard isLogarithmic else { return Int((share * Double(last)).rounded()) }
            return Int((Double(first) * pow(Double(last + 1) / Double(first), share)).rounded()) - 1
        }
        func column(_ position: Int) -> Int {
            let share = isLogarithmic
                ? log(Double(position + 1) / Double(first)) / log(Double(last + 1) / Double(first)) : Double(position) / Double(last)
            return Int((share * Double(columns - 1)).rounded())
        }
        // The first is where the curve begins, the others are those of the table.
        let marks = ([position(0)] + interestingPositions.filter { $0 >= start ?? 0 && $0 > position(0) })
            .map { (column: column($0), text: String($0)) }
        let chart = AreaChart(
            values: (0..<columns).map { Double(operation.factor(at: position($0))) }, marks: marks, lineCount: 8)
        return chart.lines(style) + (isLogarithmic ? style.note("The axis of positions is logarithmic.") : [])
    }
}
