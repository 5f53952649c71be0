import Debugger
import Foundation

/// `llamastep replay`: the debugger on a recording, without its model.
struct Replay: Command {
    static let syntax = Syntax(
        command: "replay", summary: "Steps through a recorded trace, without its model.",
        operands: [.init(name: "TRACE", help: "a trace that llamastep trace has written")],
        options: ReplSession.options,
        discussion: """
            Everything that was recorded can be looked at, forwards and backwards; what was not is said so.
            Example: llamastep replay run.json -ex "until router" -ex step -ex "router 0" --batch
            """)

    private let arguments: Arguments
    private let context: Context
    private let recording: Recording

    init(_ arguments: Arguments, context: Context) throws {
        (self.arguments, self.context) = (arguments, context)
        let meter = ProgressMeter("reading: percent", of: 100, on: context.console)
        recording = try Recording(path: arguments.operand(0) ?? "") { meter.update(Int($0 * 100)) }
        meter.finish()
    }

    func run() throws -> ExitStatus {
        let session = ReplSession(arguments, context: context)
        if let warning = recording.trace.warning, session.isBatch { context.console.note(warning) }
        return try session.run(Debugger(replaying: recording, settings: session.settings()))
    }
}
