import Llama4
import Views

/// Running a lesson.
extension Debugger {
    // MARK: Beginning and leaving

    /// Begins a lesson in a debugger of its own, so that nothing of the user's work is touched.
    mutating func begin(_ lesson: Lesson, _ world: World) throws(Refusal) {
        let model = try modelOf(lesson, world)
        if shelf.current != nil { try leave() }
        var settings = settings
        settings.sampling = .greedy
        var fresh = Debugger(model: model, settings: settings)
        fresh.shelf = shelf
        fresh.shelf.left[lesson.name] = nil
        fresh.shelf.earlier[lesson.name] = nil
        fresh.library = library
        fresh.logPath = logPath
        (fresh.lineBudget, fresh.nesting) = (lineBudget, nesting)
        var host = self
        host.shelf = LessonShelf()
        fresh.shelf.current = RunningLesson(lesson: lesson, host: [host])
        fresh.fillProse()
        self = fresh
    }

    /// The model that a lesson is about.
    private func modelOf(_ lesson: Lesson, _ world: World) throws(Refusal) -> Model {
        guard let name = lesson.model, name != ModelDescription(originalModel).name.split(separator: "/").last.map(String.init) else { return originalModel }
        do {
            return try world.openModel(name)
        } catch {
            throw Refusal("The lesson `\(lesson.name)` is about \(name), which can't be opened. \(Refusal(error).description)")
        }
    }

    /// Goes back to where the lesson was begun from, and keeps it for `lesson resume`.
    mutating func leave() throws(Refusal) {
        guard var running = shelf.current, let host = running.host.first else {
            throw Refusal("No lesson is running. `lesson` lists them.")
        }
        var kept = self
        running.host = []
        kept.shelf = LessonShelf()
        kept.shelf.current = running
        var back = host
        back.shelf = shelf
        back.shelf.current = nil
        back.shelf.quiz.pending = nil
        if !running.isOver { back.shelf.left[running.lesson.name] = kept }
        (back.settings, back.library, back.logPath) = (host.settings, library, logPath)
        (back.settings.width, back.settings.height) = (settings.width, settings.height)
        (back.lineBudget, back.nesting) = (lineBudget, nesting)
        self = back
    }

    /// Goes on with a lesson that was left.
    mutating func resume(_ name: String, _ world: World) throws(Refusal) {
        if shelf.left[name] == nil, shelf.earlier[name] != nil { return try resumeEarlier(LessonList.lesson(name, world), world) }
        if shelf.current != nil { try leave() }
        guard var kept = shelf.left[name], var running = kept.shelf.current else {
            throw Refusal("The lesson `\(name)` has not been left half-way. `lesson \(name)` begins it.")
        }
        var host = self
        host.shelf = LessonShelf()
        running.host = [host]
        shelf.left[name] = nil
        kept.shelf = shelf
        kept.shelf.current = running
        (kept.library, kept.logPath, kept.lineBudget, kept.nesting) = (library, logPath, lineBudget, nesting)
        (kept.settings.width, kept.settings.height) = (settings.width, settings.height)
        self = kept
    }

    // MARK: Going on

    /// The next step: its prose, its question if there is one, then its commands.
    mutating func goOn(_ world: World) -> Reply {
        guard var running = shelf.current, let step = running.step else { return leaveFinished() }
        if !running.hasAsked {
            let text = proseText(running.prose)
            if let question = step.question, shelf.quiz.mode != .off, let asked = quizQuestion(question, step, world) {
                shelf.current?.hasAsked = true
                return ask(asked, behind: text.isEmpty ? "" : text + "\n")
            }
            let shown = carryOut(step, world)
            return Reply(.text, text + (text.isEmpty || shown.text.isEmpty ? "" : "\n") + shown.text, pages: shown.pages, json: shown.json)
        }
        running.hasAsked = false
        shelf.current = running
        return carryOut(step, world)
    }

    /// Carries a step's commands out and makes the next step ready.
    mutating func carryOut(_ step: Lesson.Step, _ world: World) -> Reply {
        var (text, pages) = ("", false)
        for command in step.commands {
            var streamed = ""
            var listening = world
            listening.emit = { streamed += $0 }
            let reply = carryOut(command, listening)
            text += style.palette(.strong, "(step) " + command) + "\n" + streamed + (streamed.isEmpty || streamed.hasSuffix("\n") ? "" : "\n") + reply.text
            pages = pages || reply.pages
            if reply.isRefused { shelf.current?.troubles.append(reply.text) }
        }
        for condition in step.expectations {
            guard let trouble = trouble(condition) else { continue }
            shelf.current?.troubles.append(trouble)
            text += trouble.wrapped(to: settings.width).joined(separator: "\n") + "\n"
        }
        shelf.current?.next += 1
        fillProse()
        if let running = shelf.current, running.isOver {
            shelf.done.insert(running.lesson.name)
            text += (text.isEmpty ? "" : "\n") + style.palette(.dim, "The lesson is over. Enter goes back to where you were; until then you may try things here.") + "\n"
        }
        return Reply(.text, text, pages: pages, json: ["step": .int(shelf.current?.next ?? 0), "text": .string(text)])
    }

    private mutating func leaveFinished() -> Reply {
        let name = shelf.current?.lesson.name ?? ""
        do throws(Refusal) {
            try leave()
        } catch {
            return .refused(error.description)
        }
        var lines = ["The lesson `\(name)` is closed."]
        if let state = try? stateLines() { lines += state }
        return .text(lines.joined(separator: "\n"))
    }

    /// What is wrong with a condition that should hold; nil if it holds.
    private func trouble(_ condition: String) -> String? {
        let numbers = LessonNumbers(self, remembered: shelf.current?.remembered ?? [:])
        do throws(Refusal) {
            return try numbers.truth(condition) ? nil : "The lesson expects `\(condition)` here, and it is not so with this model."
        } catch {
            return "The lesson expects `\(condition)` here. \(error.description)"
        }
    }

    // MARK: Prose

    /// Computes the numbers of the next step's prose.
    private mutating func fillProse() {
        guard var running = shelf.current else { return }
        var numbers = LessonNumbers(self, remembered: running.remembered)
        running.prose = (running.step?.prose ?? []).map { paragraph in
            let text = switch paragraph {
            case .words(let text), .preformatted(let text): numbers.filled(text)
            }
            if let trouble = text.trouble { running.troubles.append(trouble) }
            return if case .words = paragraph { .words(text.text) } else { .preformatted(text.text) }
        }
        running.remembered = numbers.remembered
        shelf.current = running
    }

    private func proseText(_ prose: [Lesson.Paragraph]) -> String {
        var lines: [String] = []
        var isPreformatted = false
        for paragraph in prose {
            switch paragraph {
            case .words(let text):
                if !lines.isEmpty { lines.append("") }
                // A token's blank belongs to it: no line ends there.
                let held = style.glyphs.prose(text).replacing(" ' ", with: " '\u{1}")
                lines += held.wrapped(to: min(settings.width, 88)).map { $0.replacing("\u{1}", with: " ") }
                isPreformatted = false
            case .preformatted(let text):
                if !lines.isEmpty, !isPreformatted { lines.append("") }
                lines.append(style.glyphs.prose(text))
                isPreformatted = true
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    /// A step's question with its answer, which is computed in a copy that runs ahead.
    private func quizQuestion(_ question: Lesson.Question, _ step: Lesson.Step, _ world: World) -> QuizQuestion? {
        var ahead = self
        var silent = world
        silent.emit = { _ in }
        silent.writeFile = { _, _, _ in }
        for command in step.commands { _ = ahead.carryOut(command, silent) }
        var numbers = LessonNumbers(ahead, remembered: shelf.current?.remembered ?? [:])
        let text = numbers.filled(question.text).text
        guard let value = try? numbers.value(question.answer) else { return nil }
        return QuizQuestion(text: text, expected: .value(value))
    }
}
