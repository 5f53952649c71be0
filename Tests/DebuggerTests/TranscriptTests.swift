import Foundation
import Images
import TestSupport
import Testing

@testable import Debugger

/// Sessions as text files: what was typed behind the prompt, and what came back. They are also the documentation.
///
/// With `LLAMASTEP_RECORD=1` in the environment, what comes back now is written into the files.
@Suite("Transcripts")
struct TranscriptTests {
    static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Transcripts")

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? [])
        .filter { $0.hasSuffix(".txt") }.sorted()

    @Test("what a transcript shows is what happens", arguments: names)
    func replays(name: String) throws {
        let file = Self.directory.appendingPathComponent(name)
        let expected = try String(contentsOf: file, encoding: .utf8)
        let found = try Transcript(expected).replayed()
        if ProcessInfo.processInfo.environment["LLAMASTEP_RECORD"] == "1" {
            try found.write(to: file, atomically: true, encoding: .utf8)
            return
        }
        // The last digits of a number are the processor's.
        if TranscriptComparison.agree(found, expected) { return }
        let lines = (found.split(separator: "\n", omittingEmptySubsequences: false), expected.split(separator: "\n", omittingEmptySubsequences: false))
        let place = zip(lines.0, lines.1).enumerated().first { $0.element.0 != $0.element.1 }?.offset
        #expect(found == expected, "\(name), line \((place ?? min(lines.0.count, lines.1.count)) + 1)")
    }

    @Test("every command has a transcript")
    func covered() throws {
        let all = try Self.names.map { try String(contentsOf: Self.directory.appendingPathComponent($0), encoding: .utf8) }
        let typed = Set(all.flatMap { Transcript($0).lines }.compactMap { line -> String? in
            let head = line.drop { $0 == " " }.prefix { $0 != " " && $0 != "/" }
            guard case .found(let command) = CommandRegistry.lookUp(String(head)) else { return nil }
            return command.page.name
        })
        let missing = CommandRegistry.all.map { $0.page.name }.filter { !typed.contains($0) }
        #expect(missing.isEmpty, "no transcript shows \(missing.joined(separator: ", "))")
    }
}

/// A text file: settings on the first line (`# scout width=80`, or `# recording replay=pocket-scout.json`), then prompts with lines and what follows them.
struct Transcript {
    let header: String
    /// What is typed.
    let lines: [String]

    init(_ text: String) {
        let all = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        header = all.first ?? ""
        lines = all.compactMap { line in
            for prompt in ["(step) ", "> ", "(step)", "(answer) ", "(answer)"] where line.hasPrefix(prompt) { return String(line.dropFirst(prompt.count)) }
            guard line.hasPrefix("(lesson "), let end = line.firstIndex(of: ")") else { return nil }
            return line[line.index(after: end)...].trimmingSpaces
        }
    }

    private func value(_ name: String) -> String? {
        header.split(separator: " ").first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    func replayed() throws -> String {
        let words = header.split(separator: " ").map(String.init)
        guard words.count >= 2, words[0] == "#" else { throw Refusal("a transcript begins with `# MODEL`") }
        var settings = DebuggerSettings()
        settings.width = value("width").flatMap { Int($0) } ?? 100
        settings.isASCII = value("ascii") == "yes"
        settings.retentionBudget = value("budget").flatMap { Int($0) } ?? settings.retentionBudget
        var debugger = try value("replay").map { try Debugger(replaying: Recording(path: GoldenModel.directory("../../traces/\($0)")), settings: settings) }
            ?? Debugger(model: try GoldenModel.load(words[1]), settings: settings)
        let files = FileTable()
        var text = header + "\n"
        for line in lines {
            var streamed = ""
            let before = debugger.prompt
            var world = files.world
            world.emit = { streamed += $0 }
            let reply = debugger.execute(line, world: world)
            text += (before + line).trimmingEnd + "\n" + streamed + (streamed.isEmpty || streamed.hasSuffix("\n") ? "" : "\n") + reply.text
        }
        // Where the checkpoints lie is no part of a session.
        return text.replacing(GoldenModel.directory(words[1]), with: words[1])
    }
}

/// Files that are nowhere.
final class FileTable {
    private let folder = try! TemporaryDirectory()
    var files: [String: String] = ["steps.txt": "# two steps\nstep\nstep\n"]

    var world: World {
        World(
            readFile: { [self] path in
                guard let text = files[path] else { throw Refusal("There is no file \(path).") }
                return text
            },
            readPicture: { try Picture(contentsOf: GoldenModel.directory("vision/" + $0)) },
            writeFile: { [self] path, text, appends in files[path] = (appends ? files[path] ?? "" : "") + text },
            tracePath: { [folder] in folder.path + "/" + $0 },
            lessons: { [LessonText(name: "01-tour", text: "# A tour: one page\nabout: Nothing but prose.\n\nThe model has {{model.layers}} layers.\n")] })
    }
}

extension String {
    var trimmingEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
