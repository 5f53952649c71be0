import Views

/// A question, and what its answer is.
struct QuizQuestion {
    enum Expected {
        case value(ExpressionValue)
        /// Positions from one to another, both included.
        case positions(ClosedRange<Int>)
    }

    let text: String
    let expected: Expected

    /// Whether what was typed says the same. Numbers may be rounded, words and tokens are compared without their case.
    func isAnswered(by typed: String, in debugger: Debugger) -> Bool {
        let typed = Self.plain(typed)
        switch expected {
        case .positions(let positions):
            let numbers = typed.split { !$0.isNumber }.compactMap { Int($0) }
            return numbers.first == positions.lowerBound && numbers.last == positions.upperBound
        case .value(.truth(let truth)):
            return (truth ? ["yes", "y", "true"] : ["no", "n", "false"]).contains(typed)
        case .value(.text(let text)):
            return Self.plain(text) == typed
        case .value(.token(let id)):
            return Int32(typed) == id || Self.plain(TokenName.text(id, debugger.model.tokenizer)) == typed
        case .value(let value):
            guard let number = value.oneNumber else { return false }
            return Self.number(typed).map { Self.isClose($0, number) } ?? false
        }
    }

    func answer(in debugger: Debugger) -> String {
        switch expected {
        case .positions(let positions): positions.count == 1 ? "\(positions.lowerBound)" : "\(positions.lowerBound)-\(positions.upperBound)"
        case .value(.truth(let truth)): truth ? "yes" : "no"
        case .value(.text(let text)): text
        case .value(let value): LessonNumbers.text(value, value.oneNumber.map { abs($0) < 10 && $0 != $0.rounded() ? "3" : "" } ?? "", debugger)
        }
    }

    /// Without quotes, blanks and capitals.
    private static func plain(_ text: String) -> String {
        text.filter { !"'\"".contains($0) }.trimmingSpaces.lowercased()
    }

    private static func number(_ text: String) -> Double? {
        let text = text.filter { $0 != "," }
        if text.hasSuffix("%") { return Double(text.dropLast().trimmingSpaces).map { $0 / 100 } }
        return Double(text.split(separator: " ").last.map(String.init) ?? "")
    }

    /// A whole number is meant exactly; of others two digits are enough.
    private static func isClose(_ typed: Double, _ number: Double) -> Bool {
        if number == number.rounded() { return typed == number }
        return abs(typed - number) <= max(0.02 * abs(number), 0.005)
    }
}
