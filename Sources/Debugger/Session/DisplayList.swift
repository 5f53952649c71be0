/// Expressions that are shown whenever the walk stops and they have changed.
struct DisplayList: Sendable {
    struct Display: Sendable {
        let number: Int
        let expression: WrittenExpression
        /// What was shown last.
        var shown: String?
    }

    private(set) var displays: [Display] = []
    private var nextNumber = 1

    mutating func add(_ expression: WrittenExpression) -> Int {
        displays.append(Display(number: nextNumber, expression: expression))
        nextNumber += 1
        return nextNumber - 1
    }

    mutating func remove(_ number: Int) {
        displays.removeAll { $0.number == number }
    }

    mutating func removeAll() {
        displays = []
    }

    /// The lines of what has changed.
    mutating func changes(_ evaluate: (WrittenExpression) -> String?) -> [String] {
        var lines: [String] = []
        for place in displays.indices {
            guard let text = evaluate(displays[place].expression), text != displays[place].shown else { continue }
            displays[place].shown = text
            lines.append("\(displays[place].number): \(displays[place].expression.text) = \(text)")
        }
        return lines
    }
}
