import Foundation
import Tensors

/// A function of an expression.
struct ExpressionFunction: Sendable {
    let name: String
    /// What it answers, for `help expressions`.
    let summary: String
    private let body: @Sendable (ExpressionArray, EvaluationContext) -> ExpressionValue

    func apply(_ value: ExpressionValue, in context: EvaluationContext) throws(ExpressionError) -> ExpressionValue {
        switch value {
        case .array(let array): return body(array, context)
        case .number(let number): return body(ExpressionArray(tensor: Tensor([1], [Float(number)])), context).single
        case .token(let id): return body(ExpressionArray(tensor: Tensor([1], [Float(id)])), context).single
        case .truth(let truth): return body(ExpressionArray(tensor: Tensor([1], [truth ? 1 : 0]), holdsTruths: true), context).single
        case .text: throw ExpressionError(.type, "\(name) needs numbers, and this is a text")
        }
    }

    static func named(_ name: String) -> ExpressionFunction? {
        all.first { $0.name == name }
    }

    static let all: [ExpressionFunction] = [
        // Of each row.
        row("norm", "the length of each row, √Σx²") { row in sqrt(row.reduce(0) { $0 + Double($1) * Double($1) }) },
        row("rms", "the root mean square of each row") { row in
            sqrt(row.reduce(0) { $0 + Double($1) * Double($1) } / Double(max(row.count, 1)))
        },
        row("argmax", "where the largest number of each row stands", whole: true) { row in extreme(row, >) },
        row("argmin", "where the smallest number of each row stands", whole: true) { row in extreme(row, <) },
        row("top1", "the same as argmax", whole: true) { row in extreme(row, >) },
        row("entropy", "how spread each row is, in nats; rows that are no probabilities go through a softmax first", RowEntropy.nats),
        .init(name: "margin", summary: "how far each row's largest number is ahead of the next; alone, of the router") { array, context in
            let chosen = array.name?.hasSuffix("router_logits") == true ? context.walk.model.config.expertsPerToken : 1
            return overRows(array, isWhole: false) { margin($0, chosen: chosen) }
        },
        // Of everything.
        total("mean", "the mean of all numbers") { $0.reduce(0) { $0 + Double($1) } / Double(max($0.count, 1)) },
        total("std", "the standard deviation of all numbers", deviation),
        total("min", "the smallest of all numbers") { Double($0.min() ?? .nan) },
        total("max", "the largest of all numbers") { Double($0.max() ?? .nan) },
        total("absmax", "the largest of all numbers, signs aside") { $0.reduce(0) { Swift.max($0, Double(abs($1))) } },
        total("sum", "the sum of all numbers") { $0.reduce(0) { $0 + Double($1) } },
        total("count", "how many numbers there are") { Double($0.count) },
        .init(name: "any", summary: "whether it holds anywhere, or anything is not 0") { array, _ in
            .truth(array.tensor.withUnsafeBuffer { $0.contains { $0 != 0 } })
        },
        .init(name: "all", summary: "whether it holds everywhere, or nothing is 0") { array, _ in
            .truth(array.tensor.withUnsafeBuffer { $0.allSatisfy { $0 != 0 } })
        },
        .init(name: "nan", summary: "whether anything is not a number") { array, _ in
            .truth(array.tensor.withUnsafeBuffer { $0.contains { $0.isNaN } })
        },
        // Of each number.
        each("abs", "each number without its sign", abs), each("sqrt", "each number's square root", sqrt),
        each("exp", "e to each number", exp), each("log", "each number's natural logarithm", log),
    ]

    // MARK: Kinds of functions

    private static func row(
        _ name: String, _ summary: String, whole: Bool = false, _ body: @escaping @Sendable ([Float]) -> Double
    ) -> ExpressionFunction {
        ExpressionFunction(name: name, summary: summary) { array, _ in overRows(array, isWhole: whole, body) }
    }

    private static func total(
        _ name: String, _ summary: String, _ body: @escaping @Sendable (UnsafeBufferPointer<Float>) -> Double
    ) -> ExpressionFunction {
        ExpressionFunction(name: name, summary: summary) { array, _ in .number(array.tensor.withUnsafeBuffer(body)) }
    }

    private static func each(
        _ name: String, _ summary: String, _ body: @escaping @Sendable (Double) -> Double
    ) -> ExpressionFunction {
        ExpressionFunction(name: name, summary: summary) { array, _ in
            (try? Arithmetic.map(.array(array), as: name, body)) ?? .array(array)
        }
    }

    private static func overRows(
        _ array: ExpressionArray, isWhole: Bool, _ body: ([Float]) -> Double
    ) -> ExpressionValue {
        let shape = array.tensor.shape
        let length = shape.rowLength
        let numbers = array.tensor.withUnsafeBuffer { values in
            (0..<shape.rowCount).map { row in body(Array(values[row * length..<(row + 1) * length])) }
        }
        // As precise as the same number within an array.
        guard shape.rank > 1 else { return .number(Double(Float(numbers.first ?? .nan))) }
        var result = ExpressionArray(tensor: Tensor(Shape(Array(shape.extents.dropLast())), numbers.map(Float.init)), isWhole: isWhole)
        if let positions = array.positions, positions.axis < shape.rank - 1 { result.positions = positions }
        return .array(result)
    }

    // MARK: Of a row

    private static func extreme(_ row: [Float], _ isBetter: (Float, Float) -> Bool) -> Double {
        var best: Int?
        for (place, number) in row.enumerated() where !number.isNaN && (best.map { isBetter(number, row[$0]) } ?? true) {
            best = place
        }
        return best.map(Double.init) ?? .nan
    }

    /// The last chosen number less the first one that is not.
    static func margin(_ row: [Float], chosen: Int) -> Double {
        guard chosen >= 1, row.count > chosen else { return .infinity }
        let sorted = row.sorted(by: >)
        return Double(sorted[chosen - 1]) - Double(sorted[chosen])
    }

    private static func deviation(_ values: UnsafeBufferPointer<Float>) -> Double {
        let count = Double(max(values.count, 1))
        let mean = values.reduce(0) { $0 + Double($1) } / count
        return sqrt(values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count)
    }
}

extension ExpressionValue {
    /// An array of one number as that number.
    fileprivate var single: ExpressionValue {
        if case .array(let array) = self, array.tensor.count == 1 { return .number(Double(array.tensor[flat: 0])) }
        return self
    }
}

/// How spread a row is.
enum RowEntropy {
    static func nats(_ row: [Float]) -> Double {
        let sum = row.reduce(0) { $0 + Double($1) }
        let isDistribution = abs(sum - 1) < 1e-3 && row.allSatisfy { $0 >= 0 }
        let probabilities = isDistribution ? row.map(Double.init) : softmax(row)
        let entropy = probabilities.reduce(0) { $1 == 0 ? $0 : $0 - $1 * log($1) }
        return entropy == 0 ? 0 : entropy
    }

    private static func softmax(_ row: [Float]) -> [Double] {
        guard let largest = row.max(), largest.isFinite else { return row.map { _ in .nan } }
        let exponentials = row.map { exp(Double($0 - largest)) }
        let sum = exponentials.reduce(0, +)
        return exponentials.map { $0 / sum }
    }
}
