import JSON
import Views

enum LessonCommand: DebuggerCommand {
    static let page = CommandPage(
        "lesson", .learning, "lesson", "lesson NAME|NUMBER", "lesson next", "lesson leave", "lesson resume [NAME|NUMBER]", "lesson restart", "lesson FILE",
        summary: "Lists the guided tours, or begins one: prose, and commands that run one after the other with Enter.",
        details: """
            A lesson has a debugger of its own; what you were doing waits. Within it an empty line goes on, and anything else may be \
            typed in between. `lesson leave` goes back to your own work and `lesson resume` on with the lesson, also in another \
            session: your place is kept. `lesson restart` begins it again. Where a lesson asks something, type the answer, or nothing to pass it over; `quiz off` asks nothing. FILE is a lesson \
            that somebody wrote: a text file, as the README beside the lessons says.

            Begin one with its number or name, as in `lesson 1`.

            Example: lesson
            """,
        operand: .words(["next", "leave", "resume", "restart"]))

    static func run(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let trouble = debugger.readLessonRecord(input.world)
        var answer = try Self.answer(input, &debugger)
        if !trouble.isEmpty { answer.text = trouble + "\n" + answer.text }
        return answer
    }

    private static func answer(_ input: CommandInput, _ debugger: inout Debugger) throws(Refusal) -> Answer {
        let words = input.words
        switch (words.first, words.count) {
        case (nil, _): return try LessonList(debugger, input.world).answer
        case ("next", 1):
            guard debugger.shelf.current != nil else { throw Refusal("No lesson is running. `lesson` lists them.") }
            return Answer(debugger.goOn(input.world))
        case ("leave", 1):
            let running = debugger.shelf.current
            try debugger.leave()
            let state = (try? debugger.stateLines()) ?? []
            let note = running.map { $0.isOver ? "The lesson `\($0.lesson.name)` is closed." : "Left the lesson `\($0.lesson.name)` at step \($0.next) of \($0.lesson.steps.count). `lesson resume` goes on with it." } ?? ""
            return Answer(([note] + state).joined(separator: "\n"), json: ["left": running.map { .string($0.lesson.name) } ?? .null, "state": debugger.stateJSON])
        case ("restart", 1):
            guard let lesson = debugger.shelf.current?.lesson else { throw Refusal("No lesson is running. `lesson` lists them.") }
            try debugger.leave()
            return try begin(lesson, &debugger, input.world)
        case ("resume", 1...2): return try resume(words.count > 1 ? words[1] : nil, &debugger, input.world)
        default: return try begin(try LessonList.lesson(input.text, input.world), &debugger, input.world)
        }
    }

    private static func begin(_ lesson: Lesson, _ debugger: inout Debugger, _ world: World) throws(Refusal) -> Answer {
        try debugger.begin(lesson, world)
        let title = debugger.style.palette(.heading, lesson.title) + "\n"
        let note = "\(lesson.steps.count.times("step")). Enter goes on, `lesson leave` goes back to your own work.\n\n"
        var answer = Answer(debugger.goOn(world))
        answer.text = title + note + answer.text
        answer.json = ["lesson": .string(lesson.name), "title": .string(lesson.title), "steps": .int(lesson.steps.count), "shown": answer.json ?? .null]
        return answer
    }

    private static func resume(_ word: String?, _ debugger: inout Debugger, _ world: World) throws(Refusal) -> Answer {
        let names = Set(debugger.shelf.left.keys).union(debugger.shelf.earlier.keys).sorted()
        let name: String
        if let word {
            name = names.contains(word) ? word : try LessonList.lesson(word, world).name
        } else {
            guard names.count == 1 else {
                throw Refusal(names.isEmpty ? "No lesson has been left half-way. `lesson` lists them." : "Which one? lesson resume \(names.joined(separator: ", or "))")
            }
            name = names[0]
        }
        try debugger.resume(name, world)
        let running = debugger.shelf.current
        let note = "On with `\(name)`, after step \(running?.next ?? 0) of \(running?.lesson.steps.count ?? 0). Enter goes on."
        return Answer(
            ([note] + ((try? debugger.stateLines()) ?? [])).joined(separator: "\n"),
            json: ["lesson": .string(name), "step": .int(running?.next ?? 0), "steps": .int(running?.lesson.steps.count ?? 0), "state": debugger.stateJSON])
    }
}

extension Answer {
    /// What a step of a lesson showed.
    init(_ reply: Reply) {
        self.init(reply.text, json: reply.json, pages: reply.pages)
    }
}
