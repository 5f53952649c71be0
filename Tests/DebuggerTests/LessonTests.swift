import Checkpoint
import Foundation
import Llama4
import TestSupport
import Testing

@testable import Debugger

/// Every lesson that comes with the program is run as a reader would, and what it shows is compared with what it has shown.
///
/// With `LLAMASTEP_RECORD=1` in the environment, what it shows now is written into the files.
@Suite("Lessons")
struct LessonTests {
    private static let resources = PackageFiles.root.appendingPathComponent("Sources/llamastep/Resources")
    private static let recorded = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Lessons")

    static let texts: [LessonText] = {
        let folder = resources.appendingPathComponent("lessons")
        let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".txt") }.sorted()
        return files.compactMap { file in
            (try? String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)).map { LessonText(name: String(file.dropLast(4)), text: $0) }
        }
    }()

    static var world: World {
        World(openModel: { name in try Model(Checkpoint(resources.appendingPathComponent(name).path)) }, lessons: { texts })
    }

    static func hasModel(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: resources.appendingPathComponent(name + "/config.json").path)
    }

    /// A debugger that stands somewhere else, on another model.
    static func debugger() throws -> Debugger {
        var debugger = try GoldenModel.debugger("maverick", settings: DebuggerSettings(width: 100))
        debugger.execute("step 5", world: world)
        return debugger
    }

    @Test("a lesson shows what it has shown, refuses nothing and expects nothing untrue", arguments: texts.map(\.name))
    func runs(name: String) throws {
        guard let text = Self.texts.first(where: { $0.name == name }) else { throw Refusal("no lesson \(name)") }
        guard !text.text.contains("pocket-maverick") || Self.hasModel("pocket-maverick") else { return }
        var debugger = try Self.debugger()
        debugger.execute("quiz off", world: Self.world)
        var shown = debugger.execute("lesson " + LessonParser.shortName(name), world: Self.world).text
        while let running = debugger.shelf.current, !running.isOver {
            shown += "\n" + debugger.prompt + "\n" + debugger.execute("", world: Self.world).text
        }
        #expect(debugger.shelf.current?.troubles == [])
        let file = Self.recorded.appendingPathComponent(name + ".txt")
        // Where the models lie is no part of a lesson.
        shown = shown.replacing(Self.resources.path + "/", with: "").split(separator: "\n", omittingEmptySubsequences: false).map { String($0).trimmingEnd }.joined(separator: "\n")
        if ProcessInfo.processInfo.environment["LLAMASTEP_RECORD"] == "1" {
            return try shown.write(to: file, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        if !TranscriptComparison.agree(shown, expected) { #expect(shown == expected) }
    }

    @Test("every question has an answer, and the answer is right", arguments: texts.map(\.name))
    func asks(name: String) throws {
        guard let text = Self.texts.first(where: { $0.name == name }) else { throw Refusal("no lesson \(name)") }
        guard !text.text.contains("pocket-maverick") || Self.hasModel("pocket-maverick") else { return }
        var debugger = try Self.debugger()
        debugger.execute("lesson " + LessonParser.shortName(name), world: Self.world)
        var asked = 0
        while let running = debugger.shelf.current, !running.isOver {
            if let question = debugger.shelf.quiz.pending?.question {
                asked += 1
                let reply = debugger.execute(question.answer(in: debugger), world: Self.world)
                #expect(reply.text.hasPrefix("Right"), "\(question.text) got \(reply.text.prefix(80))")
            } else {
                debugger.execute("", world: Self.world)
            }
        }
        let questions = debugger.shelf.current?.lesson.steps.count { $0.question != nil } ?? 0
        #expect(asked == questions)
        #expect(debugger.shelf.quiz.right == questions)
    }

    @Test("numbers that a model makes are not typed into the prose", arguments: texts)
    func hasNoTypedDecimals(text: LessonText) throws {
        for step in try LessonParser.parse(text).steps {
            for case .words(var prose) in step.prose {
                while let open = prose.range(of: "{{"), let close = prose[open.upperBound...].range(of: "}}") {
                    prose.removeSubrange(open.lowerBound..<close.upperBound)
                }
                // `6.2` and `41 %` are measurements; 0.1 is a setting of Llama 4.
                let words = prose.replacing("0.1", with: "").split(separator: " ")
                let typed = words.filter { word in
                    let digits = word.filter { $0.isNumber || $0 == "." || $0 == "%" }
                    return digits.contains("%") || (digits.dropFirst().dropLast().contains(".") && digits.first?.isNumber == true)
                }
                #expect(typed.isEmpty, "\(text.name): \(typed.joined(separator: " "))")
            }
        }
    }

    @Test("leaving a lesson gives back what was there, resuming it what it was")
    func leaves() throws {
        var debugger = try Self.debugger()
        let state = debugger.execute("where", world: Self.world).text
        debugger.execute("lesson 1", world: Self.world)
        debugger.execute("quiz off", world: Self.world)
        debugger.execute("", world: Self.world)
        let inside = debugger.execute("where", world: Self.world).text
        #expect(inside != state)
        #expect(debugger.prompt == "(lesson 2/10) ")
        #expect(debugger.execute("lesson leave", world: Self.world).text.contains("step 2 of 10"))
        #expect(debugger.execute("where", world: Self.world).text == state)
        #expect(debugger.prompt == "(step) ")
        #expect(debugger.execute("lesson", world: Self.world).text.contains("step 2 of 10"))
        debugger.execute("lesson resume", world: Self.world)
        #expect(debugger.execute("where", world: Self.world).text == inside)
        debugger.execute("lesson restart", world: Self.world)
        #expect(debugger.prompt == "(lesson 1/10) ")
        while debugger.shelf.current != nil { debugger.execute("", world: Self.world) }
        #expect(debugger.execute("where", world: Self.world).text == state)
        #expect(debugger.execute("lesson", world: Self.world).text.contains("done"))
    }

    @Test(
        "a lesson with a mistake says where",
        arguments: [
            ("", "no lesson"), ("# Title\n", "nothing else"), ("# Title\n? What\n\n(step) step\n", "line 4"), ("# Title\n(step)\n", "line 2"),
            ("# Title\nexpect: 1 > 0\n", "line 2"), ("# Title\n? What\n= 3\n", "needs a command"),
        ])
    func mistakes(text: String, words: String) throws {
        let error = #expect(throws: Refusal.self) { try LessonParser.parse(LessonText(name: "mine.txt", text: text)) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("a lesson that is wrong says so, and its commands that are refused too")
    func troubles() throws {
        var debugger = try GoldenModel.debugger("scout")
        let files = FileTable()
        files.files["mine.txt"] = "# Mine\n(step) ids 1 2 3\n(step) frobnicate\nexpect: pos == 7\n\nAt {{nonsense}}.\n"
        let text = debugger.execute("lesson mine.txt", world: files.world).text
        #expect(text.contains("The lesson expects `pos == 7` here, and it is not so"))
        #expect(debugger.execute("", world: files.world).text.contains("{?}"))
        #expect(debugger.shelf.current?.troubles.count == 3)
    }
}
