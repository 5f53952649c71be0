import Llama4
import Tensors
import Views

/// Numbers and values in a few words.
struct ValueText {
    private let model: Model

    init(_ model: Model) {
        self.model = model
    }

    /// In half a line.
    func short(_ value: ExpressionValue) -> String {
        switch value {
        case .number(let number): Self.number(number)
        case .truth(let truth): truth ? "true" : "false"
        case .text(let text): "'\(text)'"
        case .token(let id): TokenName.text(id, model.tokenizer)
        case .array(let array): short(array)
        }
    }

    private func short(_ array: ExpressionArray) -> String {
        let tensor = array.tensor
        if array.holdsTruths {
            let count = tensor.withUnsafeBuffer { $0.count { $0 != 0 } }
            return "true for \(count) of \(tensor.count)"
        }
        if tensor.count <= 6 {
            let numbers = tensor.values.map { array.isWhole ? Self.whole($0) : Self.number(Double($0)) }
            return "[" + numbers.joined(separator: ", ") + "]"
        }
        return StatisticsView(tensor).summary()
    }

    /// A number with the digits that a Float has, and no more.
    static func number(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        if number == number.rounded(), abs(number) < 1e15 { return Quantity.plain(number) }
        return "\(Float(number))"
    }

    static func whole(_ number: Float) -> String {
        number.isFinite ? Quantity.plain(number) : "\(number)"
    }
}

extension ValueText {
    /// In a line of its own.
    func long(_ value: ExpressionValue, _ format: NumberFormat) -> String {
        switch value {
        case .number(let number):
            if format == .automatic { return Self.number(number) }
            return TensorView(Tensor([], [Float(number)]), format: format).text()
        case .token(let id): return "\(short(value)) (id \(id))"
        default: return short(value)
        }
    }
}
