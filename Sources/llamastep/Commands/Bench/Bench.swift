import Debugger
import Foundation
import JSON
import Llama4

/// `llamastep bench`: how fast is it here?
struct Bench: Command {
    static let syntax = Syntax(
        command: "bench", summary: "Measures prefill and decode, and how near decoding is to the memory's speed.",
        operands: [optionalModelOperand],
        options: [
            .init(name: "--prompt-tokens", short: "-p", value: "N", help: "length of the prompt (default: 512)"),
            .init(name: "--new-tokens", short: "-n", value: "N", help: "tokens to decode after it (default: 64)"),
            .init(name: "--repeats", short: "-r", value: "N", help: "how often; medians are reported (default: 5)"),
            .init(name: "--peer", value: "COMMAND", help: "another program that takes turns: its figures and the ratios"),
            .init(name: "--long", value: "N", help: "what a text of N tokens costs instead: time and memory per token as it grows"),
            .init(name: "--commands", help: "how long the debugger's commands and lessons take instead"),
            .init(name: "--recording", help: "what recording a trace costs instead, at each level"),
            .init(name: "--json", help: "one JSON object instead of a table"),
        ],
        discussion: """
            A peer is a shell command that prints JSON as llama-bench -o json does, or an object with "prefill" and "decode" in
            tokens per second.
            Example: llamastep bench MODEL --peer "llama-bench -m MODEL.gguf -t 2 -p 512 -n 64 -r 1 -o json"
            """)

    private let model: Model
    private let plan: Benchmark.Plan
    private let peer: BenchmarkPeer?
    private let longText: Int?
    private let timesCommands: Bool
    private let timesRecording: Bool
    private let asJSON: Bool
    private let console: Console
    private let context: Context

    init(_ arguments: Arguments, context: Context) throws {
        var plan = Benchmark.Plan()
        plan.promptLength = try arguments.int("--prompt-tokens", in: 1...1_000_000) ?? plan.promptLength
        plan.newTokens = try arguments.int("--new-tokens", in: 1...1_000_000) ?? plan.newTokens
        plan.repeats = try arguments.int("--repeats", in: 1...1000) ?? plan.repeats
        self.plan = plan
        peer = arguments.string("--peer").map(BenchmarkPeer.init)
        longText = try arguments.int("--long", in: 1...10_000_000)
        timesCommands = arguments.has("--commands")
        timesRecording = arguments.has("--recording")
        asJSON = arguments.has("--json")
        console = context.console
        self.context = context
        model = try openModel(arguments.operand(0), context)
    }

    func run() throws -> ExitStatus {
        let start = ContinuousClock.now
        let clock = { (ContinuousClock.now - start) / .seconds(1) }
        let report: any BenchmarkReport
        if timesCommands {
            let world = World(openModel: { [context] in try openModel($0, context) }, lessons: { try EmbeddedLessons.ofThisProgram.texts() })
            report = CommandBenchmark(model, world: world, seconds: clock).run { !Interruption.isRequested }
        } else if timesRecording {
            guard let measured = try RecordingReport(model, plan, seconds: clock, progress: { console.progress($0) }) else { return .interrupted }
            report = measured
        } else if let longText {
            let benchmark = LongContextBenchmark(model, length: longText, seconds: clock, residentBytes: ResidentMemory.byteCount)
            let meter = ProgressMeter("token", of: longText, on: console)
            report = LongContextReport(rows: try benchmark.run(shouldContinue: { !Interruption.isRequested }, progress: meter.update))
            meter.finish()
        } else {
            let benchmark = Benchmark(model, plan: plan, seconds: clock)
            let result = try benchmark.run(
                shouldContinue: { !Interruption.isRequested }, progress: { console.progress($0) }, peer: peer.map { $0.run })
            guard let result else { return .interrupted }
            report = result
        }
        console.clearProgress()
        console.write(asJSON ? report.json.text() + "\n" : report.text)
        return Interruption.isRequested ? .interrupted : .done
    }
}

/// What a benchmark found, for people and for programs.
protocol BenchmarkReport {
    var text: String { get }
    var json: JSONValue { get }
}
