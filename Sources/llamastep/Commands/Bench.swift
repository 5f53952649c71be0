import Debugger
import Foundation
import JSON
import Llama4
import Views

/// `llamastep bench`: how fast is it here?
struct Bench: Command {
    static let syntax = Syntax(
        command: "bench", summary: "Measures prefill and decode, and how near decoding is to the memory's speed.",
        operands: [optionalModelOperand],
        options: [
            .init(name: "--prompt-tokens", short: "-p", value: "N", help: "length of the prompt (default: 512)"),
            .init(name: "--new-tokens", short: "-n", value: "N", help: "tokens to decode after it (default: 64)"),
            .init(name: "--repeats", short: "-r", value: "N", help: "how often; medians are reported (default: 5)"),
            .init(name: "--commands", help: "how long the debugger's commands take instead: every example of its help"),
            .init(name: "--recording", help: "what recording a trace costs instead, at each level"),
            .init(name: "--json", help: "one JSON object instead of a table"),
        ])

    private let model: Model
    private let plan: Benchmark.Plan
    private let arguments: Arguments
    private let timesCommands: Bool
    private let asJSON: Bool
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        self.arguments = arguments
        var plan = Benchmark.Plan()
        plan.promptLength = try arguments.int("--prompt-tokens", in: 1...1_000_000) ?? plan.promptLength
        plan.newTokens = try arguments.int("--new-tokens", in: 1...1_000_000) ?? plan.newTokens
        plan.repeats = try arguments.int("--repeats", in: 1...1000) ?? plan.repeats
        self.plan = plan
        timesCommands = arguments.has("--commands")
        asJSON = arguments.has("--json")
        console = context.console
        model = try openModel(arguments.operand(0), context)
    }

    func run() throws -> ExitStatus {
        let start = ContinuousClock.now
        let clock = { (ContinuousClock.now - start) / .seconds(1) }
        guard !timesCommands else {
            let timings = CommandBenchmark(model, seconds: clock).run()
            console.write(asJSON ? json(timings) : table(timings))
            return .done
        }
        if arguments.has("--recording") { return try RecordingReport(model, plan, seconds: clock, console, asJSON: asJSON).run() }
        let benchmark = Benchmark(model, plan: plan, seconds: clock)
        let result = try benchmark.run(
            shouldContinue: { !Interruption.isRequested }, progress: { console.progress($0) })
        guard let result else { return .interrupted }
        console.write(asJSON ? json(result) : table(result))
        return .done
    }

    private func table(_ result: Benchmark.Result) -> String {
        var table = TextTable([.init(""), .init("", .right), .init("")])
        table.append(["prefill of \(plan.promptLength)", String(format: "%.1f", result.prefill), "tokens/s"])
        table.append(["decode of \(plan.newTokens)", String(format: "%.1f", result.decode), "tokens/s"])
        table.append(["weights per token", String(format: "%.1f", Double(result.weightBytesPerToken) / 1e6), "MB"])
        table.append(["weights read", String(format: "%.1f", result.bytesPerSecond / 1e9), "GB/s"])
        table.append(["plain read", String(format: "%.1f", result.plainRead / 1e9), "GB/s"])
        return "medians of \(plan.repeats), \(result.threads) threads\n" + table.text
    }

    private func table(_ timings: [CommandBenchmark.Timing]) -> String {
        var table = TextTable([.init("command"), .init("time", .right)])
        for timing in timings.sorted(by: { $0.seconds > $1.seconds }) {
            table.append([timing.line, Quantity.seconds(timing.seconds)])
        }
        return table.text
    }

    private func json(_ timings: [CommandBenchmark.Timing]) -> String {
        JSONValue.array(timings.map { ["command": .string($0.line), "seconds": .double($0.seconds)] }).text() + "\n"
    }

    private func json(_ result: Benchmark.Result) -> String {
        let object: JSONValue = [
            "threads": .int(result.threads), "repeats": .int(plan.repeats),
            "prompt_tokens": .int(plan.promptLength), "new_tokens": .int(plan.newTokens),
            "prefill_tokens_per_second": .double(result.prefill), "decode_tokens_per_second": .double(result.decode),
            "weight_bytes_per_token": .int(result.weightBytesPerToken),
            "weight_bytes_per_second": .double(result.bytesPerSecond),
            "plain_read_bytes_per_second": .double(result.plainRead),
        ]
        return object.text() + "\n"
    }
}
