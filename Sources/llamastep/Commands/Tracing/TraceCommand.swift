import Checkpoint
import Debugger
import Foundation
import Llama4
import Trace
import Views

/// `llamastep trace`: records passes into a file.
struct TraceCommand: Command {
    static let syntax = Syntax(
        command: "trace", summary: "Records a prompt's passes: values, routing, attention, costs.",
        operands: [optionalModelOperand],
        options: PromptInput.options + [
            .init(name: "--output", short: "-o", value: "FILE", help: "where the trace goes (default: run.json)"),
            .init(name: "--level", value: "LEVEL", help: "stats, router, residual or all (default: stats)"),
            .init(name: "--select", value: "GLOB", help: "records these values in full too; may be given several times"),
            .init(name: "--new-tokens", short: "-n", value: "N", help: "tokens to go on with after the prompt (default: 0)"),
            .init(name: "--ignore-stop", help: "goes on past stop tokens"),
            .init(name: "--lens", value: "ROWS", help: "looks through the lens at all positions, the last of a pass, or off"),
            .init(name: "--format", value: "FORMAT", help: "another form than a trace: \(formats)"),
            .init(name: "--yes", short: "-y", help: "doesn't ask, however large it will be"),
        ] + SamplingOptions.options,
        discussion: """
            Levels: stats has shape, statistics and costs of every value; router adds what each token went through; residual
            adds the residual stream and the logits in full; all has every value. Numbers go into a safetensors file beside
            the trace. traces/README.md explains every field. What is unfinished is called FILE.partial.
            Other forms, for --format:
            \(forms)
            Pictures go through the vision tower in passes of their own, before the text.
            Example: llamastep trace --prompt "The owl was very" --level router -n 8 -o run.json
            """)

    /// The words for `--format`.
    static var formats: String { TraceExporters.everyForm.map { $0.name }.joined(separator: ", ") }

    /// A line for each of them.
    static var forms: String {
        TraceExporters.everyForm.map { $0.name.padding(toLength: 10, withPad: " ", startingAt: 0) + $0.summary }.joined(separator: "\n")
    }

    /// Above this many bytes it asks.
    private static let askingLimit = 500 << 20

    private let arguments: Arguments
    private let context: Context
    private let recording: TraceRun
    private let output: String
    private let exporter: (any (TraceExporter & SendableMetatype).Type)?

    init(_ arguments: Arguments, context: Context) throws {
        (self.arguments, self.context) = (arguments, context)
        var plan = TraceRun.Plan()
        plan.level = try choice(arguments, "--level", of: TraceLevel.self) ?? .stats
        plan.lens = try choice(arguments, "--lens", of: LensRows.self)
        plan.select = arguments.occurrences(of: ["--select"]).map(\.value)
        plan.newTokens = try arguments.int("--new-tokens", in: 0...Int(Int32.max)) ?? 0
        plan.heedsStopTokens = !arguments.has("--ignore-stop")
        exporter = try TraceExporters.chosen(arguments)
        output = arguments.string("--output") ?? "run." + (exporter?.fileExtension ?? "json")
        let input = try PromptInput(arguments)
        let model = try openModel(arguments.operand(0), context)
        let prompt = try input.prompt(for: model)
        recording = try TraceRun(
            model, ids: prompt.ids, images: prompt.images, promptText: input.text, plan: plan,
            sampling: try SamplingOptions.settings(arguments, defaults: model.generationDefaults), version: LlamaStep.version)
    }

    func run() throws -> ExitStatus {
        let estimate = recording.estimate
        context.console.note("About \(Quantity.bytes(estimate.byteCount)) to be written to \(output).")
        if estimate.byteCount > Self.askingLimit, !arguments.has("--yes"), !(try isConfirmed()) { return .failed }
        // Another form is made from a whole trace, which then goes.
        let path = exporter == nil ? output : output + ".recording.json"
        defer { if exporter != nil { remove(path) } }
        let start = ContinuousClock.now
        var meter: ProgressMeter?
        if exporter != nil { try OutputFile.requireReplaceable(output) }
        let outcome: TraceRun.Outcome
        do {
            outcome = try recording.record(
                to: path, seconds: { (ContinuousClock.now - start) / .seconds(1) },
                shouldContinue: { !Interruption.isRequested }
            ) { done, total in
                let shown = meter ?? ProgressMeter("recording: position", of: total, on: context.console)
                meter = shown
                shown.update(done)
            }
        } catch {
            tellOfUnfinished(path)
            throw error
        }
        meter?.finish()
        guard outcome.isComplete else {
            context.console.note(exporter == nil ? "Interrupted. What was recorded stands in \(outcome.path)." : "Interrupted; nothing was written.")
            return .interrupted
        }
        if let exporter { return try export(exporter, path) }
        let tensors = outcome.tensorBytes > 0
            ? ", \(Quantity.bytes(outcome.tensorBytes)) of tensors in \(TraceWriter.tensorsName(for: output))" : ""
        context.console.write(
            "\(output): \(outcome.passes) \(outcome.passes == 1 ? "pass" : "passes"), \(outcome.events) events, \(Quantity.bytes(outcome.jsonBytes))\(tensors)\n")
        return .done
    }

    private func export(_ exporter: any TraceExporter.Type, _ path: String) throws -> ExitStatus {
        for warning in try exporter.export(path, to: output, progress: { _ in }) { context.console.note(warning) }
        context.console.write("\(output)\n")
        return .done
    }

    /// What a full disk, for example, left behind can be read up to its last whole line.
    private func tellOfUnfinished(_ path: String) {
        let left = path + TraceFormat.partialSuffix
        guard exporter == nil, access(left, F_OK) == 0 else { return }
        context.console.note("What was recorded until then stands in \(left).")
    }

    /// The recording that another form was, or was to be, made from.
    private func remove(_ path: String) {
        for file in [path, (path as NSString).deletingPathExtension + ".safetensors"] {
            unlink(file)
            unlink(file + TraceFormat.partialSuffix)
        }
    }

    private func isConfirmed() throws -> Bool {
        guard isatty(STDIN_FILENO) == 1, context.console.isErrorTerminal else {
            throw UsageError("that is a lot; give --yes to record it all the same, or a lower --level")
        }
        context.console.note("Record it? [y/N]")
        return ["y", "yes"].contains(readLine()?.lowercased())
    }
}

/// The value of an option that takes one of a few words.
func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ arguments: Arguments, _ option: String, of type: Choice.Type
) throws -> Choice? {
    guard let word = arguments.string(option) else { return nil }
    guard let choice = Choice(rawValue: word) else {
        throw UsageError("\(option) must be \(Choice.allCases.map(\.rawValue).joined(separator: ", ")), not \(word)")
    }
    return choice
}

extension TraceExporters {
    /// Those that need what comes with the program too.
    static var everyForm: [any (TraceExporter & SendableMetatype).Type] { all + [ReplayPageExporter.self] }

    /// The form that `--format` or the output's ending names; nil for a trace.
    static func chosen(_ arguments: Arguments) throws -> (any (TraceExporter & SendableMetatype).Type)? {
        guard let word = arguments.string("--format") else {
            // A file's ending says it as well.
            let output = arguments.string("--output")?.lowercased() ?? ""
            return everyForm.first { output.hasSuffix("." + $0.fileExtension) }
        }
        guard word != "json" else { return nil }
        guard let exporter = everyForm.first(where: { $0.name == word }) else {
            throw UsageError("--format must be json, \(everyForm.map { $0.name }.joined(separator: ", ")), not \(word)")
        }
        return exporter
    }
}
