import Foundation
import Trace

/// `llamastep convert`: a recorded trace in another form.
struct Convert: Command {
    static let syntax = Syntax(
        command: "convert", summary: "Makes another form of a recorded trace.",
        operands: [.init(name: "TRACE", help: "a trace that llamastep trace has written")],
        options: [
            .init(name: "--format", value: "FORMAT", help: TraceCommand.formats),
            .init(name: "--output", short: "-o", value: "FILE", help: "where it goes (default: the trace's name with another ending)"),
        ],
        discussion: """
            \(TraceCommand.forms)
            Example: llamastep convert run.json --format html -o run.html
            """)

    private let trace: String
    private let output: String
    private let exporter: any TraceExporter.Type
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        console = context.console
        trace = arguments.operand(0) ?? ""
        guard let exporter = try TraceExporters.chosen(arguments) else {
            throw UsageError("--format says what it becomes: \(TraceCommand.formats)")
        }
        self.exporter = exporter
        output = arguments.string("--output") ?? (trace as NSString).deletingPathExtension + "." + exporter.fileExtension
        guard output != trace else { throw UsageError("it would be written over the trace itself; give another name with --output") }
    }

    func run() throws -> ExitStatus {
        let meter = ProgressMeter("converting: percent", of: 100, on: console)
        let warnings = try exporter.export(trace, to: output) { meter.update(Int($0 * 100)) }
        meter.finish()
        for warning in warnings { console.note(warning) }
        console.write("\(output)\n")
        return .done
    }
}
