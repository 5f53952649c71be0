import Llama4
import Tensors
import Views

/// Numbers and values in a few words.
struct ValueText {
    private let model: Model
    private let labels: (Int) -> String

    init(_ model: Model, labels: @escaping (Int) -> String) {
        self.model = model
        self.labels = labels
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
        return "\(tensor.shape) " + Self.summary(tensor)
    }

    /// `mean +0.002  std 0.98  max |x| 3.4`
    static func summary(_ tensor: Tensor) -> String {
        var (sum, squares, largest, notNumbers, finite) = (0.0, 0.0, 0.0, 0, 0)
        tensor.withUnsafeBuffer { values in
            for value in values {
                if value.isNaN {
                    notNumbers += 1
                } else if value.isFinite {
                    finite += 1
                    sum += Double(value)
                    squares += Double(value) * Double(value)
                    largest = max(largest, Double(abs(value)))
                }
            }
        }
        let count = Double(max(finite, 1))
        let mean = sum / count
        let deviation = max(squares / count - mean * mean, 0).squareRoot()
        var text = "mean \(Quantity.decimal(mean, signed: true))  std \(Quantity.decimal(deviation))  max |x| \(Quantity.decimal(largest))"
        let infinite = tensor.count - finite - notNumbers
        if infinite > 0 { text += "  \(infinite) inf" }
        if notNumbers > 0 { text += "  \(notNumbers) NaN" }
        return text
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
