import Debugger
import Foundation
import Llama4

/// A debugger on the terminal, as the command line wants it: its first commands, and whether it goes on after them.
struct ReplSession {
    static let options: [Syntax.Option] = [
        .init(name: "--execute", short: "-ex", value: "COMMAND", help: "runs a command first; may be given several times"),
        .init(name: "--command", short: "-x", value: "FILE", help: "runs the commands of a file first; may be given several times"),
        .init(name: "--batch", help: "ends after them; the exit status is 1 if one was refused"),
        .init(name: "--no-init", short: "-nx", help: "doesn't run the commands of the init file"),
        .init(name: "--quiet", short: "-q", help: "no greeting"),
        .init(name: "--ascii", help: "nothing but ASCII on the screen"),
    ]

    private let context: Context
    private let arguments: Arguments
    private let screen: Screen

    init(_ arguments: Arguments, context: Context) {
        (self.arguments, self.context) = (arguments, context)
        screen = Screen(context.console, environment: context.environment)
    }

    var isBatch: Bool { arguments.has("--batch") }

    func settings(sampling: SamplingSettings = .greedy) -> DebuggerSettings {
        DebuggerSettings(
            width: screen.width, height: screen.height, usesColour: screen.usesColour,
            isASCII: screen.isASCII || arguments.has("--ascii"), sampling: sampling, version: LlamaStep.version)
    }

    func run(_ debugger: Debugger) throws -> ExitStatus {
        var loop = ReplLoop(debugger, context: context, screen: screen, stopsAtRefusal: isBatch)
        if !isBatch, !arguments.has("--quiet") { loop.greet() }
        for line in try firstLines() {
            if let status = loop.execute(line) { return status }
        }
        return isBatch ? (loop.hasRefused ? .failed : .done) : loop.run()
    }

    /// The init file's commands, then those of the command line in the order in which they stand there.
    private func firstLines() throws -> [String] {
        var lines: [String] = []
        if !arguments.has("--no-init"), let file = initFile, FileManager.default.fileExists(atPath: file) {
            lines.append("source \(file)")
        }
        for (option, value) in arguments.occurrences(of: ["--execute", "--command"]) {
            lines.append(option == "--command" ? "source \(value)" : value)
        }
        return lines
    }

    private var initFile: String? {
        if let configuration = context.environment["XDG_CONFIG_HOME"], !configuration.isEmpty {
            return configuration + "/llamastep/init"
        }
        return context.environment["HOME"].map { $0 + "/.config/llamastep/init" }
    }
}
