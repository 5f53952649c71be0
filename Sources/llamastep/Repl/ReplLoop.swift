import Checkpoint
import Debugger
import Foundation
import Images
import Trace

/// Reads a line, lets the debugger answer, shows the answer, and again.
struct ReplLoop {
    private var debugger: Debugger
    private let context: Context
    private var screen: Screen
    private let pager: Pager
    private let history: HistoryFile
    private let stopsAtRefusal: Bool

    /// Whether a line has been refused so far.
    private(set) var hasRefused = false

    init(_ debugger: Debugger, context: Context, screen: Screen, stopsAtRefusal: Bool) {
        self.debugger = debugger
        self.context = context
        self.screen = screen
        self.stopsAtRefusal = stopsAtRefusal
        pager = Pager(environment: context.environment)
        history = HistoryFile(environment: context.environment)
    }

    mutating func greet() {
        context.console.write(debugger.banner() + debugger.lessonReminder(world))
    }

    /// Until somebody quits, or the input ends.
    mutating func run() -> ExitStatus {
        let isInteractive = isatty(STDIN_FILENO) == 1
        let editor = isInteractive && context.console.isOutputTerminal && !Screen.isDumb(context.environment)
            ? EditLineReader(history: history.lines()) { CompletionSource.complete($0, $1) } : nil
        var plain = PlainLineReader(context.console, showsPrompt: isInteractive)
        while true {
            CompletionSource.debugger = debugger
            fitToScreen()
            let event = editor?.read(prompt: debugger.prompt) ?? plain.read(prompt: debugger.prompt)
            Interruption.reset()
            switch event {
            case .interrupted: continue
            case .end:
                if isInteractive { context.console.write("\n") }
                // As in gdb, Ctrl-D ends the lines that are being collected, and only then the session.
                if debugger.isCollectingLines, isInteractive {
                    if let status = execute("end") { return status }
                    continue
                }
                return hasRefused && !isInteractive ? .failed : .done
            case .line(let line):
                let isRepeated = line.allSatisfy(\.isWhitespace)
                if isInteractive, !isRepeated {
                    history.append(line)
                    editor?.remember(line)
                }
                if let status = execute(line) { return status }
            }
        }
    }

    /// The terminal may have been resized since the last line. A width that somebody has set stays.
    private mutating func fitToScreen() {
        let screen = Screen(context.console, environment: context.environment)
        guard screen.width != self.screen.width || screen.height != self.screen.height else { return }
        if debugger.settings.width == self.screen.width { debugger.settings.width = screen.width }
        if debugger.settings.height == self.screen.height { debugger.settings.height = screen.height }
        self.screen = screen
    }

    /// - Returns: how the program ends, if the line ends it.
    mutating func execute(_ line: String) -> ExitStatus? {
        Interruption.reset()
        let reply = debugger.execute(line, world: world)
        context.console.clearProgress()
        switch reply.kind {
        case .text:
            show(reply)
        case .refused:
            hasRefused = true
            show(reply)
            if stopsAtRefusal { return .failed }
        case .quit(let status):
            show(reply)
            return status == 0 ? .done : .failed
        }
        if Interruption.isEnding { return .interrupted }
        return context.console.isOutputClosed ? .done : nil
    }

    private func show(_ reply: Reply) {
        let isLong = reply.text.count { $0 == "\n" } > screen.height - 2
        if reply.pages, isLong, context.console.isOutputTerminal, isatty(STDIN_FILENO) == 1, pager.show(reply.text) { return }
        context.console.write(reply.text)
    }

    private var world: World {
        let console = context.console
        let activity = LineActivity()
        return World(
            isInterrupted: { Interruption.isRequested || console.isOutputClosed },
            progress: { if activity.deservesProgress { console.progress($0) } },
            emit: {
                activity.hasEmitted = true
                console.write($0)
            },
            readFile: { try readText($0) },
            readPicture: { try Picture(contentsOf: $0) },
            writeFile: { path, text, appends in
                do { try writeFile(path, text, appends: appends) } catch let error as CheckpointError { throw error } catch {
                    throw Refusal("Can't write \(path): \(reason(of: error, path)).")
                }
            },
            tracePath: { $0 },
            openModel: { [context] name in try openModel(name, context) },
            openTrace: { path in try RecordedTrace(path: path) { console.progress("reading \(path), \(Int($0 * 100)) %") } },
            lessons: { try EmbeddedLessons.ofThisProgram.texts() },
            lessonRecord: LessonProgressFile(isInteractive: isatty(STDIN_FILENO) == 1, environment: context.environment)?.record)
    }
}

/// What has come of a line so far.
private final class LineActivity {
    private let begun = ContinuousClock.now
    var hasEmitted = false

    /// What takes less than two seconds needs no word, and text that is already streaming is its own progress.
    var deservesProgress: Bool { !hasEmitted && ContinuousClock.now - begun > .seconds(2) }
}

/// What completion asks. The debugger is a value; this is the one of the last prompt.
enum CompletionSource {
    nonisolated(unsafe) static var debugger: Debugger?

    static func complete(_ line: String, _ cursor: Int) -> [String] {
        guard let debugger else { return [] }
        guard debugger.expectsFile(in: line, at: cursor) else { return debugger.completions(for: line, at: cursor) }
        return FileCompletion.candidates(for: String(line.prefix(cursor)))
    }
}

/// Writes a text file: whole and at once under its name, or behind what is there.
func writeFile(_ path: String, _ text: String, appends: Bool) throws {
    guard appends, FileManager.default.fileExists(atPath: path) else {
        try OutputFile.requireReplaceable(path)
        return try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    defer { try? file.close() }
    try file.seekToEnd()
    try file.write(contentsOf: Data(text.utf8))
}
