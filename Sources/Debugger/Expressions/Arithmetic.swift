import Foundation
import Tensors

/// Operators over numbers and arrays. An array meets a number element by element, and another array of its shape.
enum Arithmetic {
    static func apply(
        _ kind: Expression.BinaryOperator, _ left: ExpressionValue,
        _ right: () throws(ExpressionError) -> ExpressionValue, in context: EvaluationContext
    ) throws(ExpressionError) -> ExpressionValue {
        switch kind {
        case .and, .or: return try connect(kind, left, right)
        default: break
        }
        let right = try right()
        if kind == .equal || kind == .unequal, let isEqual = try textEquality(left, right, context) {
            return .truth(isEqual == (kind == .equal))
        }
        return try combine(left, right, kind.rawValue, truths: kind.isComparison) { one, two in
            switch kind {
            case .add: one + two
            case .subtract: one - two
            case .multiply: one * two
            case .divide: one / two
            case .remainder: fmod(one, two)
            case .power: pow(one, two)
            case .less: one < two ? 1 : 0
            case .atMost: one <= two ? 1 : 0
            case .greater: one > two ? 1 : 0
            case .atLeast: one >= two ? 1 : 0
            case .equal: one == two ? 1 : 0
            default: one != two ? 1 : 0
            }
        }
    }

    static func not(_ value: ExpressionValue) throws(ExpressionError) -> ExpressionValue {
        if case .truth(let truth) = value { return .truth(!truth) }
        guard case .array(let array) = value, array.holdsTruths else {
            throw ExpressionError(.type, "`not` needs something true or false, and this is \(value.kind)")
        }
        var inverted = try map(value, as: "not") { 1 - $0 }
        if case .array(var result) = inverted {
            result.holdsTruths = true
            inverted = .array(result)
        }
        return inverted
    }

    /// Each number on its own.
    static func map(
        _ value: ExpressionValue, as sign: String, _ transform: (Double) -> Double
    ) throws(ExpressionError) -> ExpressionValue {
        switch value {
        case .number(let number): return .number(transform(number))
        case .array(let array):
            let tensor = Tensor(array.tensor.shape) { target in
                array.tensor.withUnsafeBuffer { source in
                    for place in target.indices { target[place] = Float(transform(Double(source[place]))) }
                }
            }
            return .array(ExpressionArray(tensor: tensor, positions: array.positions))
        default: throw ExpressionError(.type, "\(sign) needs numbers, and this is \(value.kind)")
        }
    }

    // MARK: and, or

    private static func connect(
        _ kind: Expression.BinaryOperator, _ left: ExpressionValue, _ right: () throws(ExpressionError) -> ExpressionValue
    ) throws(ExpressionError) -> ExpressionValue {
        guard let leftTruth = left.isTrue else {
            throw ExpressionError(.type, "`\(kind.rawValue)` needs something true or false, and this is \(left.kind)")
        }
        // As in every language: the right side is not asked where the left one decides.
        if case .truth = left, leftTruth == (kind == .or) { return left }
        let right = try right()
        guard let rightTruth = right.isTrue else {
            throw ExpressionError(.type, "`\(kind.rawValue)` needs something true or false, and this is \(right.kind)")
        }
        if case .array(let one) = left, case .array(let two) = right, one.tensor.shape == two.tensor.shape {
            return try combine(left, right, kind.rawValue, truths: true) { kind == .and ? min($0, $1) : max($0, $1) }
        }
        if case .array = left, case .truth = right { return kind == .and && !rightTruth || kind == .or && rightTruth ? right : left }
        if case .array = right, case .truth = left { return right }
        return .truth(kind == .and ? leftTruth && rightTruth : leftTruth || rightTruth)
    }

    // MARK: Numbers

    private static func combine(
        _ left: ExpressionValue, _ right: ExpressionValue, _ sign: String, truths: Bool, _ body: (Double, Double) -> Double
    ) throws(ExpressionError) -> ExpressionValue {
        if let one = left.plainNumber, let two = right.plainNumber {
            let result = body(one, two)
            return truths ? .truth(result != 0) : .number(result)
        }
        // One number in brackets is as good as one without.
        if case .array(let one) = left, case .array(let two) = right, one.tensor.shape != two.tensor.shape {
            if two.tensor.count == 1 { return try combine(left, .number(Double(two.tensor[flat: 0])), sign, truths: truths, body) }
            if one.tensor.count == 1 { return try combine(.number(Double(one.tensor[flat: 0])), right, sign, truths: truths, body) }
        }
        let shape: Shape
        let positions: (axis: Int, first: Int)?
        switch (left, right) {
        case (.array(let one), .array(let two)):
            guard one.tensor.shape == two.tensor.shape else {
                throw ExpressionError(
                    .type, "\(sign) can't take \(one.tensor.shape) and \(two.tensor.shape) together", hint: "make their shapes equal with slices, or take norm(…) of one")
            }
            (shape, positions) = (one.tensor.shape, one.positions ?? two.positions)
        case (.array(let one), _) where right.plainNumber != nil: (shape, positions) = (one.tensor.shape, one.positions)
        case (_, .array(let two)) where left.plainNumber != nil: (shape, positions) = (two.tensor.shape, two.positions)
        default: throw ExpressionError(.type, "\(sign) can't take \(left.kind) and \(right.kind)")
        }
        let (one, two) = (numbers(left), numbers(right))
        let tensor = Tensor(shape) { target in
            for place in target.indices { target[place] = Float(body(one(place), two(place))) }
        }
        return .array(ExpressionArray(tensor: tensor, holdsTruths: truths, positions: positions))
    }

    private static func numbers(_ value: ExpressionValue) -> (Int) -> Double {
        if case .array(let array) = value {
            let values = array.tensor.values
            return { Double(values[$0]) }
        }
        let number = value.plainNumber ?? .nan
        return { _ in number }
    }

    /// A token beside a quoted text: whether it reads so.
    private static func textEquality(
        _ left: ExpressionValue, _ right: ExpressionValue, _ context: EvaluationContext
    ) throws(ExpressionError) -> Bool? {
        switch (left, right) {
        case (.text(let one), .text(let two)): return one == two
        case (.token(let id), .text(let text)), (.text(let text), .token(let id)):
            guard let tokenizer = context.walk.model.tokenizer else {
                throw ExpressionError(.type, "the model has no tokenizer, so tokens have no texts", hint: "compare with an id")
            }
            return tokenizer.text(id) == text
        default: return nil
        }
    }
}

extension ExpressionValue {
    /// The value as one number, if it is one.
    var plainNumber: Double? {
        switch self {
        case .number(let number): number
        case .token(let id): Double(id)
        default: nil
        }
    }
}
