/// Reads a lesson.
///
///     # Chunked attention: what it forgets
///     about: What one token may see, and what that costs.
///     model: pocket-scout
///
///     Prose, in paragraphs. A number in it is computed: {{lens.p | 2}}.
///
///     ? Which is the first key that position 37 may see?
///     = model.chunk
///     (step) mask 2
///     expect: lens.top1 == ' red'
///
/// A step of the lesson is what stands before a command, and that command, with those that follow it without an empty line.
struct LessonParser {
    private var lesson: Lesson
    private var step = Lesson.Step()
    private var paragraph: [String] = []
    private var question: String?
    /// Whether the line before was a command, so that another one belongs to the same step.
    private var isAmongCommands = false

    private init(name: String, title: String) {
        lesson = Lesson(name: name, title: title)
    }

    static func parse(_ source: LessonText) throws(Refusal) -> Lesson {
        let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false).map { String($0).trimmingCarriage }
        guard let first = lines.first, first.hasPrefix("# ") else {
            throw Refusal("\(source.name) is no lesson: its first line has to be `# ` and a title.")
        }
        var parser = LessonParser(name: shortName(source.name), title: first.dropFirst(2).trimmingSpaces)
        for (number, line) in lines.enumerated().dropFirst() {
            do throws(Refusal) { try parser.read(line) } catch {
                throw Refusal("\(source.name), line \(number + 1): \(error.description)")
            }
        }
        try parser.close(lines.count, source.name)
        return parser.lesson
    }

    /// `chunked-attention` of `lessons/01-chunked-attention.txt`.
    static func shortName(_ name: String) -> String {
        var short = String(name.split(separator: "/").last ?? "")
        if short.hasSuffix(".txt") { short = String(short.dropLast(4)) }
        let digits = short.prefix { $0.isNumber }
        if !digits.isEmpty, short.dropFirst(digits.count).first == "-" { short = String(short.dropFirst(digits.count + 1)) }
        return short.isEmpty ? name : short
    }

    private mutating func read(_ line: String) throws(Refusal) {
        if let command = line.after("(step)") {
            if !isAmongCommands, !step.commands.isEmpty { finishStep() }
            guard !command.isEmpty else { throw Refusal("there is no command behind (step).") }
            endParagraph()
            if let question { throw Refusal("the question `\(question.shortened)` has no answer: a line `= EXPRESSION`.") }
            step.commands.append(command)
            isAmongCommands = true
        } else if let condition = line.after("expect:") {
            guard !step.commands.isEmpty else { throw Refusal("expect: stands behind a command.") }
            step.expectations.append(condition)
        } else if lesson.steps.isEmpty, step.isEmpty, paragraph.isEmpty, let name = line.after("model:") {
            lesson.model = name
        } else if lesson.steps.isEmpty, step.isEmpty, paragraph.isEmpty, let text = line.after("about:") {
            lesson.summary = text
        } else if let text = line.after("? ") {
            beginProse()
            endParagraph()
            question = text
        } else if let answer = line.after("= "), let text = question {
            step.question = Lesson.Question(text: text, answer: answer)
            question = nil
        } else if line.allSatisfy(\.isWhitespace) {
            endParagraph()
            isAmongCommands = false
        } else if question != nil {
            throw Refusal("behind a question comes its answer, `= EXPRESSION`, and not `\(line.shortened)`.")
        } else {
            beginProse()
            if line.hasPrefix("    ") {
                endParagraph()
                step.prose.append(.preformatted(line))
            } else {
                paragraph.append(line.trimmingSpaces)
            }
        }
    }

    private mutating func beginProse() {
        if !step.commands.isEmpty { finishStep() }
    }

    private mutating func endParagraph() {
        guard !paragraph.isEmpty else { return }
        step.prose.append(.words(paragraph.joined(separator: " ")))
        paragraph = []
    }

    private mutating func finishStep() {
        endParagraph()
        if !step.isEmpty { lesson.steps.append(step) }
        step = Lesson.Step()
        isAmongCommands = false
    }

    private mutating func close(_ line: Int, _ name: String) throws(Refusal) {
        finishStep()
        if let question { throw Refusal("\(name): the question `\(question.shortened)` has no answer.") }
        guard !lesson.steps.isEmpty else { throw Refusal("\(name) has a title and nothing else.") }
        if let step = lesson.steps.first(where: { $0.question != nil && $0.commands.isEmpty }) {
            throw Refusal("\(name): the question `\(step.question?.text.shortened ?? "")` needs a command behind it, which shows the answer.")
        }
    }
}

extension String {
    /// What stands behind a beginning, without blanks around it; nil if the text begins otherwise.
    fileprivate func after(_ beginning: String) -> String? {
        hasPrefix(beginning) ? dropFirst(beginning.count).trimmingSpaces : nil
    }

    fileprivate var trimmingCarriage: String { hasSuffix("\r") ? String(dropLast()) : self }
}
