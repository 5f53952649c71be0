import Machine
import Tensors

/// Any value of a pass in one line.
///
///     [25, 128]   mean +0.002  std 0.98  max |x| 3.40
///     [25, 25]    chunks of 8: 115 of 625 visible
public struct ValueSummary: Sendable {
    private let value: Value

    public init(_ value: Value) {
        self.value = value
    }

    public func text(_ style: TextStyle = .plain) -> String {
        line(style).truncated(to: style.width, ellipsis: style.glyphs.ellipsis)
    }

    private func line(_ style: TextStyle) -> String {
        let shape = style.palette(.dim, value.shape.description) + "   "
        switch value {
        case .tensor(let tensor): return StatisticsView(tensor).summary(style)
        case .indices(let indices):
            let shown = indices.values.prefix(12).map(String.init).joined(separator: " ")
            return shape + shown + (indices.count > 12 ? " " + style.glyphs.ellipsis : "")
        case .mask(let mask):
            let rule = mask.chunk.map { "chunks of \($0)" } ?? "full causal"
            return shape + rule + ": " + MaskView(mask).summary
        case .cache(let view):
            guard view.count > 0 else { return shape + "empty" }
            return shape + style.glyphs.prose("positions \(view.firstPosition)–\(view.endPosition - 1)")
        }
    }
}
