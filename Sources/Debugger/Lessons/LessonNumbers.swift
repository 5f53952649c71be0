import Foundation
import Llama4
import Tensors
import Views

/// Fills the `{{…}}` of a lesson's prose, and evaluates its questions and expectations.
///
/// Within the braces stands an expression of the debugger. `NAME = …` in front of it remembers what it came to, `| 3` behind
/// it asks for three digits, `| %` for per cent. `p(' red')` is the probability of a token behind the last position,
/// `model.chunk` and the like are the model's own numbers.
struct LessonNumbers {
    /// What earlier prose remembered.
    private(set) var remembered: [String: ExpressionValue]
    private let debugger: Debugger

    init(_ debugger: Debugger, remembered: [String: ExpressionValue]) {
        self.debugger = debugger
        self.remembered = remembered
    }

    /// The text with everything filled in. What can't be computed becomes a question mark in braces.
    mutating func filled(_ text: String) -> (text: String, trouble: String?) {
        var result = ""
        var rest = text[...]
        var trouble: String?
        while let open = rest.range(of: "{{"), let close = rest[open.upperBound...].range(of: "}}") {
            result += rest[..<open.lowerBound]
            do throws(Refusal) {
                result += try number(String(rest[open.upperBound..<close.lowerBound]))
            } catch {
                result += "{?}"
                trouble = trouble ?? error.description
            }
            rest = rest[close.upperBound...]
        }
        return (result + rest, trouble)
    }

    /// What is written within the braces.
    private mutating func number(_ written: String) throws(Refusal) -> String {
        var parts = written.split(separator: "|", maxSplits: 1).map { String($0).trimmingSpaces }
        let format = parts.count > 1 ? parts[1] : ""
        if let border = parts[0].firstIndex(of: "="), let name = Self.name(parts[0][..<border]) {
            let source = parts[0][parts[0].index(after: border)...]
            if source.first != "=" {
                parts[0] = String(source)
                remembered[name] = try value(parts[0])
                return Self.text(remembered[name] ?? .truth(false), format, debugger)
            }
        }
        return Self.text(try value(parts[0]), format, debugger)
    }

    private static func name(_ text: Substring) -> String? {
        let name = text.trimmingSpaces
        return !name.isEmpty && name.allSatisfy({ $0.isLetter || $0.isNumber }) && name.first?.isLetter == true ? name : nil
    }

    static func text(_ value: ExpressionValue, _ format: String, _ debugger: Debugger) -> String {
        guard let number = value.oneNumber else { return ValueText(debugger.model).short(value) }
        if format == "%" { return Quantity.percent(number) }
        if let digits = Int(format), (0...12).contains(digits) { return Quantity.decimal(number, digits: digits) }
        return number == number.rounded() && abs(number) < 1e12 ? grouped(number) : Quantity.decimal(number)
    }

    /// `1,443,712`
    private static func grouped(_ number: Double) -> String {
        let digits = Array(Quantity.plain(abs(number)))
        let text = digits.enumerated().map { place, digit in
            place > 0 && (digits.count - place) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }.joined()
        return (number < 0 ? "-" : "") + text
    }

    // MARK: Expressions

    /// What an expression of a lesson comes to.
    func value(_ written: String) throws(Refusal) -> ExpressionValue {
        let text = written.trimmingSpaces
        if let whole = remembered[text] ?? fact(text) { return whole }
        let substituted = try substituted(text)
        if let number = Double(substituted) { return .number(number) }
        let expression = try refusing { try WrittenExpression(substituted) }
        let context = try debugger.context()
        return try refusing { try Evaluator(context: context).value(of: expression.expression) }
    }

    func truth(_ written: String) throws(Refusal) -> Bool {
        guard let truth = try value(written).isTrue else { throw Refusal("`\(written.shortened)` is neither true nor false.") }
        return truth
    }

    /// The expression with remembered numbers, the model's numbers and probabilities of tokens put in.
    private func substituted(_ text: String) throws(Refusal) -> String {
        var result = ""
        var rest = text[...]
        while let first = rest.first {
            if first == "'" {
                // A text stays as it is.
                let end = rest.dropFirst().firstIndex(of: "'").map { rest.index(after: $0) } ?? rest.endIndex
                result += rest[..<end]
                rest = rest[end...]
            } else if rest.hasPrefix("p('"), let end = rest.range(of: "')") {
                result += "\(try probability(String(rest[..<end.lowerBound].dropFirst(3))))"
                rest = rest[end.upperBound...]
            } else if first.isLetter {
                let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }
                let name = String(word)
                if let number = (remembered[name] ?? fact(name))?.oneNumber {
                    result += "(\(number))"
                } else if case .token(let id)? = remembered[name] {
                    result += "\(id)"
                } else {
                    result += word
                }
                rest = rest[word.endIndex...]
            } else if first.isNumber {
                let digits = rest.prefix { $0.isNumber || $0 == "." || $0 == "e" }
                result += digits
                rest = rest[digits.endIndex...]
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// The probability of a token behind the last position.
    private func probability(_ token: String) throws(Refusal) -> Double {
        let tokenizer = try debugger.requiredTokenizer()
        let ids = tokenizer.encode(token, parsingSpecialTokens: true, addingBeginOfText: false)
        guard ids.count == 1 else { throw Refusal("'\(token)' is \(ids.count.times("token")), and p takes one.") }
        let machine = try debugger.currentWalk.machine
        return try TokenDistribution(after: machine).probability(of: ids[0])
    }

    /// The model's own numbers.
    private func fact(_ name: String) -> ExpressionValue? {
        guard name.hasPrefix("model.") else { return nil }
        let config = debugger.model.config
        func number(_ number: Int) -> ExpressionValue { .number(Double(number)) }
        switch name.dropFirst("model.".count) {
        case "layers": return number(config.layerCount)
        case "experts": return number(config.expertCount)
        case "chunk": return config.layers.compactMap(\.chunk).first.map(number)
        case "floor": return .number(Double(config.temperatureFloor))
        case "scale": return .number(Double(config.temperatureScale))
        case "headsize": return number(config.headSize)
        case "parameters": return number(ModelDescription(debugger.model).census.total.parameters)
        case "active": return number(ModelDescription(debugger.model).census.active.parameters)
        default: return nil
        }
    }
}

extension ExpressionValue {
    /// A number, also where it is the only one of an array.
    var oneNumber: Double? {
        switch self {
        case .number(let number): number
        case .array(let array) where array.tensor.count == 1 && !array.holdsTruths: Double(array.tensor[flat: 0])
        default: nil
        }
    }
}
