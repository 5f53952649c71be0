import Tensors
import Views

/// Where a condition holds, and by how much: `token 9 ' warm': margin is 0.031`.
struct ConditionDetail {
    private let evaluator: Evaluator
    private let labels: (Int) -> String

    init(_ evaluator: Evaluator, labels: @escaping (Int) -> String) {
        self.evaluator = evaluator
        self.labels = labels
    }

    /// Empty where there is nothing to add to the condition itself.
    func text(_ condition: Expression) -> String {
        switch condition {
        case .operation(.and, let left, let right, _):
            [text(left), text(right)].filter { !$0.isEmpty }.joined(separator: "; ")
        case .operation(.or, let left, let right, _):
            (try? evaluator.truth(of: left)) == true ? text(left) : text(right)
        case .operation(let kind, let left, _, _) where kind.isComparison: comparison(condition, kind, left)
        default: ""
        }
    }

    private func comparison(_ condition: Expression, _ kind: Expression.BinaryOperator, _ left: Expression) -> String {
        guard let outcome = try? evaluator.value(of: condition), let found = try? evaluator.value(of: left) else { return "" }
        let name = ExpressionText.text(left)
        guard case .array(let truths) = outcome, case .array(let numbers) = found, let place = clearest(truths, numbers, kind) else {
            return "\(name) is \(ValueText(evaluator.context.walk.model).short(found))"
        }
        let number = place < numbers.tensor.count ? Quantity.decimal(Double(numbers.tensor[flat: place])) : ""
        let position = truths.position(ofElement: place)
        let at = position.map { "token \($0) \(labels($0))" } ?? "element \(ElementIndex.text(place, in: truths.tensor.shape))"
        let rival = name == "margin" ? position.flatMap(rivals) ?? "" : ""
        return rival.isEmpty ? "\(at): \(name) is \(number)" : "\(at): \(rival) by \(number)"
    }

    /// Of all places where the condition holds, the one where it holds most clearly: the smallest number for `<`.
    private func clearest(_ truths: ExpressionArray, _ numbers: ExpressionArray, _ kind: Expression.BinaryOperator) -> Int? {
        guard truths.tensor.count == numbers.tensor.count else { return truths.firstTrue }
        let places = (0..<truths.tensor.count).filter { truths.tensor[flat: $0] != 0 }
        switch kind {
        case .less, .atMost: return places.min { numbers.tensor[flat: $0] < numbers.tensor[flat: $1] }
        case .greater, .atLeast: return places.min { numbers.tensor[flat: $0] > numbers.tensor[flat: $1] }
        default: return places.first
        }
    }

    /// Between which experts the router was undecided.
    private func rivals(at position: Int) -> String? {
        guard let logits = try? evaluator.context.value(named: "router_logits").value.tensor else { return nil }
        let row = position - evaluator.context.machine.firstPosition
        guard row >= 0, row < logits.shape.rowCount else { return nil }
        let length = logits.shape.rowLength
        let order = (0..<length).sorted { logits[flat: row * length + $0] > logits[flat: row * length + $1] }
        let chosen = evaluator.context.walk.model.config.expertsPerToken
        guard chosen < length else { return nil }
        return "expert \(order[chosen - 1]) over expert \(order[chosen])"
    }
}
