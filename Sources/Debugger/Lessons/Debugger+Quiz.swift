import JSON

/// Asking before showing.
extension Debugger {
    /// What a typed line means to a learner: an answer, the next step of a lesson, or something to be asked about first.
    /// nil if it is a command like any other.
    mutating func learn(_ line: String, _ world: World) -> Reply? {
        if let pending = shelf.quiz.pending {
            guard Self.isLearning(line) else { return answered(line, pending, world) }
            shelf.quiz.pending = nil
            return nil
        }
        if line.isEmpty, shelf.current != nil { return goOn(world) }
        // A program that asks for JSON is nobody who learns.
        guard shelf.quiz.mode == .on, !line.isEmpty, !line.hasSuffix(Self.jsonSuffix), let question = QuizSubject(self)?.question(for: line) else { return nil }
        return ask(question, before: line)
    }

    /// Commands that get one out of a question.
    private static func isLearning(_ line: String) -> Bool {
        let head = line.split(separator: " ").first.map(String.init) ?? ""
        return ["quit", "q", "exit", "lesson", "quiz", "help"].contains(head)
    }

    private mutating func ask(_ question: QuizQuestion, before line: String?) -> Reply {
        shelf.quiz.pending = Quiz.Pending(question: question, line: line)
        // Whoever is asked for the first time can't know how to get out.
        let hint = shelf.quiz.asked == 0 ? " (Type the answer, or press Enter to pass it over.)" : ""
        let text = (question.text + hint).wrapped(to: settings.width).joined(separator: "\n")
        return Reply(.text, text, json: ["question": .string(question.text)])
    }

    /// The question of a lesson's step, behind its prose.
    mutating func ask(_ question: QuizQuestion, behind text: String) -> Reply {
        let reply = ask(question, before: nil)
        return Reply(.text, text + reply.text, json: reply.json)
    }

    private mutating func answered(_ typed: String, _ pending: Quiz.Pending, _ world: World) -> Reply {
        shelf.quiz.pending = nil
        let (verdict, text) = verdict(typed, pending.question)
        shelf.quiz.count(verdict)
        let reply = pending.line.map { execute(learnt: $0, world) } ?? goOn(world)
        return Reply(reply.kind, text + "\n" + reply.text, pages: reply.pages, json: reply.json)
    }

    private func verdict(_ typed: String, _ question: QuizQuestion) -> (Quiz.Verdict, String) {
        let answer = question.answer(in: self)
        if typed.isEmpty { return (.passed, "Passed over; it is \(answer).") }
        return question.isAnswered(by: typed, in: self) ? (.right, "Right: \(answer).") : (.wrong, "No, it is \(answer).")
    }
}
