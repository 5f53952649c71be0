import JSON
import Views

/// The lessons that come with the program.
struct LessonList {
    private let lessons: [Lesson]
    private let debugger: Debugger

    init(_ debugger: Debugger, _ world: World) throws(Refusal) {
        self.debugger = debugger
        lessons = try Self.all(world)
    }

    static func all(_ world: World) throws(Refusal) -> [Lesson] {
        var lessons: [Lesson] = []
        for text in try refusing({ try world.lessons() }).sorted(by: { $0.name < $1.name }) { lessons.append(try LessonParser.parse(text)) }
        return lessons
    }

    /// The lesson that a name, a number, the beginning of a name or a file stands for.
    static func lesson(_ word: String, _ world: World) throws(Refusal) -> Lesson {
        let lessons = try all(world)
        if let number = Int(word) {
            guard (1...max(lessons.count, 1)).contains(number), !lessons.isEmpty else {
                throw Refusal("There is no lesson \(word.shortened): there are \(lessons.count). `lesson` lists them.")
            }
            return lessons[number - 1]
        }
        if let exact = lessons.first(where: { $0.name == word }) { return exact }
        let begun = lessons.filter { $0.name.hasPrefix(word) }
        if begun.count == 1 { return begun[0] }
        if let text = try? world.readFile(word) { return try LessonParser.parse(LessonText(name: word, text: text)) }
        let near = SpellingDistance.nearest(to: word, among: lessons.map(\.name)).map { " Did you mean `lesson \($0)`?" } ?? ""
        throw Refusal("There is no lesson and no file `\(word.shortened)`.\(near) `lesson` lists the lessons.")
    }

    var answer: Answer {
        guard !lessons.isEmpty else { return Answer("No lessons came with the program. `lesson FILE` runs one of your own.", json: []) }
        var table = TextTable([.init("", .right), .init("lesson"), .init("", minimumWidth: 24), .init("")])
        for (number, lesson) in lessons.enumerated() {
            table.append(["\(number + 1)", debugger.style.palette(.name, lesson.name), lesson.summary.isEmpty ? lesson.title : lesson.summary, state(lesson)])
        }
        let lines = debugger.style.width >= 56 ? table.lines(debugger.style) : table.rows.flatMap(narrow)
        let text = lines.map { $0 + "\n" }.joined() + "`lesson NAME` or its number begins one; Enter goes on in it.\n"
        return Answer(text, json: .array(lessons.map { lesson in
            ["name": .string(lesson.name), "title": .string(lesson.title), "steps": .int(lesson.steps.count), "state": .string(state(lesson))]
        }))
    }

    /// On a narrow screen a summary stands below its lesson's name.
    private func narrow(_ row: [String]) -> [String] {
        let head = [row[0], row[1], row[3]].filter { !$0.isEmpty }.joined(separator: "  ")
        return [head] + row[2].wrapped(to: max(debugger.style.width - 3, 10)).map { "   " + $0 }
    }

    private func state(_ lesson: Lesson) -> String {
        if let running = debugger.shelf.current, running.lesson.name == lesson.name {
            return running.isOver ? "done" : "step \(running.next) of \(lesson.steps.count)"
        }
        if let running = debugger.shelf.left[lesson.name]?.shelf.current { return "step \(running.next) of \(lesson.steps.count)" }
        if let place = debugger.shelf.earlier[lesson.name] { return "step \(place.step) of \(place.count)" }
        return debugger.shelf.done.contains(lesson.name) ? "done" : ""
    }
}
