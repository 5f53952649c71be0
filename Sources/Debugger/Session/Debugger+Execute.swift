import JSON
import Views

/// From a line to a reply.
extension Debugger {
    /// Lines that one typed line may set off, by definitions, files and breakpoints' commands.
    private static let mostLines = 10_000
    private static let deepestNesting = 16
    private static let longestLine = 4_000_000

    /// Carries out a line that was typed.
    @discardableResult
    public mutating func execute(_ line: String, world: World = World()) -> Reply {
        let reply = executeAndLog(line, world)
        let trouble = writeLessonRecord(world)
        guard !trouble.isEmpty, !line.hasSuffix(Self.jsonSuffix) else { return reply }
        return Reply(reply.kind, reply.text + fitted(trouble), pages: reply.pages, json: reply.json)
    }

    private mutating func executeAndLog(_ line: String, _ world: World) -> Reply {
        lineBudget = Self.mostLines
        nesting = 0
        let before = prompt
        guard logPath != nil else {
            let reply = answerAll(line, world)
            // The line that begins a log is its first one.
            writeLog(before + line + "\n" + reply.text, world)
            return reply
        }
        var streamed = ""
        var listening = world
        listening.emit = { text in
            streamed += text
            world.emit(text)
        }
        let reply = answerAll(line, listening)
        writeLog(before + line + "\n" + streamed + reply.text, world)
        return reply
    }

    /// Carries out a line that another command set off.
    mutating func carryOut(_ line: String, _ world: World) -> Reply {
        guard nesting < Self.deepestNesting else {
            return .refused("Commands call each other more than \(Self.deepestNesting) deep; `\(line.shortened)` was not carried out.")
        }
        lineBudget -= 1
        guard lineBudget > 0 else {
            return .refused("One line set off more than \(Self.mostLines) others; the rest was not carried out.")
        }
        nesting += 1
        defer { nesting -= 1 }
        return answer(line, world)
    }

    /// The line, and the movements that breakpoints' commands end with, one after the other.
    private mutating func answerAll(_ line: String, _ world: World) -> Reply {
        followingLine = nil
        var reply = answer(line, world)
        while let next = followingLine, reply.kind == .text {
            followingLine = nil
            guard !world.isInterrupted() else { break }
            lineBudget -= 1
            guard lineBudget > 0 else {
                return .refused(reply.text + "One line set off more than \(Self.mostLines) others; the rest was not carried out.")
            }
            world.emit(reply.text)
            // Where JSON is wanted, each of them is an object on a line of its own.
            reply = answer(line.hasSuffix(Self.jsonSuffix) ? next + Self.jsonSuffix : next, world)
        }
        return reply
    }

    private mutating func answer(_ typed: String, _ world: World) -> Reply {
        guard typed.utf8.count <= Self.longestLine else {
            return .refused("The line is too long: \(Self.longestLine) characters are the most.")
        }
        if block != nil { return collect(typed) }
        let line = typed.trimmingSpaces
        if line.hasPrefix("#") { return .text("") }
        if nesting == 0, let reply = learn(line, world) { return reply }
        guard line.isEmpty else { return dispatch(line, world) }
        guard let repeated = repetition.line else { return .text("") }
        return dispatch(repeated, world)
    }

    /// Carries out a line that waited for an answer.
    mutating func execute(learnt line: String, _ world: World) -> Reply {
        dispatch(line, world)
    }

    // MARK: Dispatch

    static let jsonSuffix = " --json"

    private mutating func dispatch(_ typed: String, _ world: World) -> Reply {
        guard typed.hasSuffix(Self.jsonSuffix) else { return perform(typed, typed, world) }
        // Text that is shown on the way would stand beside the object.
        var silent = world
        silent.emit = { _ in }
        return asJSON(perform(String(typed.dropLast(Self.jsonSuffix.count)).trimmingSpaces, typed, silent))
    }

    private mutating func perform(_ line: String, _ typed: String, _ world: World) -> Reply {
        let head = String(line.prefix { !$0.isWhitespace })
        let rest = line.dropFirst(head.count).trimmingSpaces
        let parts = head.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let word = parts[0]
        if let lines = library.definitions[word] { return runDefinition(word, lines, rest, world) }
        if let alias = library.aliases[word] { return carryOut(rest.isEmpty ? alias : alias + " " + rest, world) }
        switch CommandRegistry.lookUp(word) {
        case .found(let command):
            let input = CommandInput(command: command.page.name, text: rest, format: parts.count > 1 ? parts[1] : nil, world: world)
            return run(command, input, typed)
        case .ambiguous(let names):
            return .refused(fitted("`\(word)` may be \(names.dropLast().joined(separator: ", ")) or \(names.last ?? ""). Type a few letters more."))
        case .unknown: return .refused(fitted(unknown(word.isEmpty ? head : word)))
        }
    }

    private mutating func run(_ command: CommandEntry, _ input: CommandInput, _ typed: String) -> Reply {
        do throws(Refusal) {
            try checkReplay(command.page, input)
            let answer = try command.run(input, &self)
            if nesting == 0 {
                repetition.remember(command.page.repeats ? answer.repetition ?? typed : nil)
            }
            let text = fitted(answer.text)
            if let status = answer.quitStatus { return Reply(.quit(status: status), text) }
            return Reply(.text, text, pages: answer.pages, json: answer.json)
        } catch {
            if nesting == 0 { repetition.remember(nil) }
            return .refused(fitted(error.description.withoutControls))
        }
    }

    /// Sentences in lines that the screen has room for; tables and pictures fit already.
    private func fitted(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let line = String(line)
            guard line.displayWidth > settings.width else { return line }
            let indent = String(line.prefix { $0 == " " }.prefix(settings.width / 2))
            return line.trimmingSpaces.wrapped(to: settings.width - indent.count).map { indent + $0 }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private func unknown(_ word: String) -> String {
        if word.hasPrefix("!") { return "`!` runs no shell here: this program starts no others. `help` lists the commands." }
        if word.contains(";") { return "A line holds one command: `;` separates nothing here. Type one, then the other." }
        let names = CommandRegistry.all.flatMap { [$0.page.name] + $0.page.aliases.filter { $0.count > 2 } } + library.names
        if let near = SpellingDistance.nearest(to: word, among: names) {
            return "There is no command `\(word.shortened)`. Did you mean `\(near)`?"
        }
        if let hint = Self.hints[word.lowercased()] { return "There is no command `\(word)`. \(hint)" }
        if (try? resolver.location(word)) != nil {
            return "`\(word.shortened)` is a name of the program, not a command. Try `print \(word)`, `explain \(word)` or `until \(word)`."
        }
        return "There is no command `\(word.shortened)`. `help` lists them; a text for the model goes behind `prompt`."
    }

    /// What people try who know other programs, and what does it here.
    private static let hints: [String: String] = {
        let model = "A model is named when the program starts: llamastep MODEL. `compare model NAME` puts another one beside it."
        let lesson = "`lesson` lists the guided tours."
        return [
            "learn": lesson, "tutorial": lesson, "tour": lesson, "demo": lesson, "load": model, "open": model, "file": model, "model": model,
            "history": "The arrow keys bring back what was typed, Ctrl-R searches it; `log FILE` writes a session down.",
            "clear": "Ctrl-L clears the screen.", "back": "`reverse-step` (rs) goes back.", "undo": "`reverse-step` (rs) goes back; `unpatch` undoes a rule.",
            "ls": "`list` shows the program, `info values` what has been computed.", "show": "`print` shows a value, `info` what there is.",
            "config": "`info model` shows what the model is.", "tokenize": "`info tokens` shows the prompt's tokens.",
        ]
    }()

    // MARK: JSON

    private func asJSON(_ reply: Reply) -> Reply {
        let json: JSONValue = if reply.isRefused {
            ["error": .string(reply.text.trimmingSpaces)]
        } else {
            reply.json ?? ["text": .string(reply.text)]
        }
        return Reply(reply.kind, json.description, json: json)
    }

    // MARK: Log

    private mutating func writeLog(_ text: String, _ world: World) {
        guard let logPath else { return }
        do {
            try world.writeFile(logPath, text.hasSuffix("\n") ? text : text + "\n", true)
        } catch {
            // A log that can't be written must not stop the work.
            self.logPath = nil
        }
    }
}
