import Debugger
import Foundation
import Llama4

/// `llamastep repl`, and `llamastep` alone: the debugger.
struct Repl: Command {
    static let syntax = Syntax(
        command: "repl", summary: "Steps through a forward pass, forwards and backwards. This is also llamastep alone.",
        operands: [optionalModelOperand],
        options: [
            .init(name: "--execute", short: "-ex", value: "COMMAND", help: "runs a command first; may be given several times"),
            .init(name: "--command", short: "-x", value: "FILE", help: "runs the commands of a file first; may be given several times"),
            .init(name: "--batch", help: "ends after them; the exit status is 1 if one was refused"),
            .init(name: "--no-init", short: "-nx", help: "doesn't run the commands of the init file"),
            .init(name: "--quiet", short: "-q", help: "no greeting"),
            .init(name: "--ascii", help: "nothing but ASCII on the screen"),
        ],
        discussion: """
            Commands in ~/.config/llamastep/init run at the beginning. The history is kept in ~/.local/state/llamastep/history
            (LLAMASTEP_HISTORY names another file; empty keeps none), your place in the lessons beside it (LLAMASTEP_LESSONS). NO_COLOR turns colour off.
            Example: llamastep -ex "prompt One day," -ex "goto end" -ex top --batch
            """)

    private let context: Context
    private let arguments: Arguments
    private let screen: Screen
    private let model: Model

    init(_ arguments: Arguments, context: Context) throws {
        self.arguments = arguments
        self.context = context
        screen = Screen(context.console, environment: context.environment)
        model = try openModel(arguments.operand(0), context)
    }

    func run() throws -> ExitStatus {
        let settings = DebuggerSettings(
            width: screen.width, height: screen.height, usesColour: screen.usesColour,
            isASCII: screen.isASCII || arguments.has("--ascii"),
            sampling: try SamplingOptions.settings(arguments, defaults: model.generationDefaults))
        let isBatch = arguments.has("--batch")
        var loop = ReplLoop(
            Debugger(model: model, settings: settings), context: context, screen: screen, stopsAtRefusal: isBatch)
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
