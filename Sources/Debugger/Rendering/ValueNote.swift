import Machine
import Tensors
import Views

/// A value in half a line, in the words that fit its kind.
struct ValueNote {
    private let walk: Walk
    private let style: TextStyle

    init(_ walk: Walk, _ style: TextStyle) {
        self.walk = walk
        self.style = style
    }

    func text(_ value: Value, _ instruction: Instruction?) -> String {
        switch value {
        case .tensor(let tensor): tensor.count == 0 ? "empty" : ValueText.summary(tensor)
        case .indices(let indices): whole(indices)
        case .mask(let mask): rule(mask)
        case .cache(let view):
            view.count == 0 ? "empty" : "positions \(view.firstPosition) to \(view.endPosition - 1)"
        }
    }

    private func whole(_ indices: Indices) -> String {
        let shown = indices.values.prefix(8).map(String.init).joined(separator: " ")
        return shown + (indices.count > 8 ? " " + style.glyphs.ellipsis : "")
    }

    private func rule(_ mask: AttentionMask) -> String {
        let visible = (0..<mask.queryCount).reduce(0) { $0 + mask.visibleColumns(row: $1).count }
        let rule = mask.chunk.map { "causal within chunks of \($0)" } ?? "causal"
        return "\(rule), \(visible) of \(mask.queryCount * mask.keyCount) visible"
    }
}
