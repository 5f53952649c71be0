import Tensors
import Views

/// A whole value: what it is, its summary, its numbers.
struct ValueReport {
    private let debugger: Debugger
    private let context: EvaluationContext

    init(_ debugger: Debugger, _ context: EvaluationContext) {
        self.debugger = debugger
        self.context = context
    }

    func text(_ found: EvaluationContext.Found, _ format: NumberFormat) throws(Refusal) -> String {
        let mark = EditMark(context.walk).mark(found.register)
        let head = (debugger.style.palette(.name, found.name + mark) + "  " + ValueSummary(found.value).text(debugger.style))
            .truncated(to: debugger.style.width, ellipsis: debugger.style.glyphs.ellipsis) + "\n"
        if case .mask(let mask) = found.value {
            return head + MaskView(mask, labels: debugger.labelTexts, ruler: mask.chunk).text(debugger.style)
        }
        let view = TensorView(
            TensorPart(found.value.tensor), format: format, positionAxis: positionAxis(of: found), firstPosition: firstPosition(of: found),
            labels: debugger.labelTexts)
        return head + view.text(debugger.style)
    }

    private func positionAxis(of found: EvaluationContext.Found) -> Int? {
        if case .cache = found.value { return 0 }
        return context.positionAxis(of: found)
    }

    private func firstPosition(of found: EvaluationContext.Found) -> Int {
        if case .cache(let view) = found.value { return view.firstPosition }
        return context.machine.firstPosition
    }
}

extension Debugger {
    /// The labels of all tokens, by position.
    var labelTexts: TokenLabels {
        let ids = walk?.knownIDs ?? []
        return TokenName.labels(ids, model.tokenizer, names: walk?.pictures?.layout.patchNames(below: ids.count) ?? [:])
    }
}
