import Foundation
import Tensors

/// A histogram as bars, one line per bin.
///
///     -0.50 … -0.25 ███████▎ 412
public struct HistogramView: Sendable {
    public let histogram: Histogram
    private let isLogarithmic: Bool

    /// - Parameter logarithmic: whether bars are as long as the logarithm of their count, so that rare outliers show
    public init(_ histogram: Histogram, logarithmic: Bool = false) {
        self.histogram = histogram
        isLogarithmic = logarithmic
    }

    public func text(_ style: TextStyle = .plain) -> String {
        let bar = Bar(style.glyphs)
        let edges = histogram.bins.map { (Quantity.decimal($0.lower, digits: digits), Quantity.decimal($0.upper, digits: digits)) }
        let edgeWidth = edges.flatMap { [$0.0, $0.1] }.map(\.count).max() ?? 0
        let countWidth = histogram.bins.map { String($0.count).count }.max() ?? 1
        let barWidth = min(max(style.width - 2 * edgeWidth - countWidth - 6, 1), 60)
        let longest = histogram.bins.map { length($0.count) }.max() ?? 0
        var lines = zip(histogram.bins, edges).map { bin, edge in
            let range = edge.0.padded(to: edgeWidth, .right) + style.glyphs.prose(" – ") + edge.1.padded(to: edgeWidth, .right)
            let share = longest > 0 ? length(bin.count) / longest : 0
            let count = String(bin.count).padded(to: countWidth, .right)
            return (style.palette(.dim, range) + " " + count + "  " + bar.text(share, width: barWidth)).trimmedAtEnd
        }
        if lines.isEmpty { lines = [style.palette(.dim, "no finite number")] }
        let apart = [(histogram.nanCount, "NaN"), (histogram.infinityCount, "infinite")].filter { $0.0 > 0 }
        if !apart.isEmpty {
            lines.append(style.palette(.warning, "not shown: " + apart.map { "\($0.0) \($0.1)" }.joined(separator: ", ")))
        }
        if isLogarithmic { lines += style.note("Bars are logarithmic.") }
        return style.text(lines)
    }

    private func length(_ count: Int) -> Double {
        isLogarithmic ? log(Double(count) + 1) : Double(count)
    }

    /// Enough digits to tell neighbouring edges apart; nil where numbers are so large or small that powers are clearer.
    private var digits: Int? {
        guard let first = histogram.bins.first, let last = histogram.bins.last else { return 2 }
        let largest = max(abs(first.lower), abs(last.upper))
        let size = first.upper - first.lower
        guard largest < 100_000, size > 0 || largest >= 0.01 else { return nil }
        guard size > 0 else { return 3 }
        let needed = max(Int((-log10(size)).rounded(.up)) + 1, 0)
        return needed > 6 ? nil : max(needed, largest >= 1000 ? 0 : 1)
    }
}
