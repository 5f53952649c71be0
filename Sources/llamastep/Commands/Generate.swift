import Foundation
import JSON
import Llama4
import Tokenizer

/// `llamastep generate`: text that goes on where the prompt ends.
struct Generate: Command {
    static let syntax = Syntax(
        command: "generate", summary: "Goes on where a prompt ends, token by token.",
        operands: [optionalModelOperand],
        options: PromptInput.options + SamplingOptions.options + [
            .init(name: "--max-tokens", short: "-n", value: "N", help: "at most this many new tokens (default: 256)"),
            .init(name: "--ignore-stop", help: "goes on past stop tokens"),
            .init(name: "--logprobs", value: "N", help: "for every token the N likeliest, with log-probabilities"),
            .init(name: "--json", help: "one JSON object at the end instead of a stream of text"),
        ],
        discussion: """
            Sampling settings that are not given come from the checkpoint's generation_config.json.
            Ctrl-C ends it with the text so far.
            Example: llamastep generate MODEL --prompt "Roses are red," --max-tokens 20 --greedy
            Example: llamastep generate pocket-vision --image shapes.png --chat --prompt "What is this?"
            """)

    private let model: Model
    private let input: ModelInput
    private let sampling: SamplingSettings
    private let count: Int
    private let ignoresStop: Bool
    private let logProbabilities: Int?
    private let asJSON: Bool
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        console = context.console
        count = try arguments.int("--max-tokens", in: 0...Int(Int32.max)) ?? 256
        logProbabilities = try arguments.int("--logprobs", in: 0...1000)
        ignoresStop = arguments.has("--ignore-stop")
        asJSON = arguments.has("--json")
        let input = try PromptInput(arguments)
        model = try openModel(arguments.operand(0), context)
        sampling = try SamplingOptions.settings(arguments, defaults: model.generationDefaults)
        self.input = try input.prompt(for: model)
    }

    func run() throws -> ExitStatus {
        let goOn = { !Interruption.isRequested && !console.isOutputClosed }
        let (isSeen, images) = try input.see(console, shouldContinue: goOn)
        guard isSeen else { return .interrupted }
        var session = Session(model, sampling: sampling, images: images)
        let prompt = input.ids
        let meter = ProgressMeter("prompt: token", of: prompt.count, on: console)
        let isFed = try session.append(prompt, shouldContinue: goOn) { meter.update($0) }
        meter.finish()

        var writer = GenerationWriter(model.tokenizer, logProbabilities: logProbabilities, isSilent: asJSON, console)
        let room = max(model.config.maximumPositions - prompt.count, 0)
        let ending = isFed
            ? try session.generate(min(count, room), stops: ignoresStop ? [] : nil, shouldContinue: goOn) { writer.write($0) } : .stopped
        writer.finish()
        if asJSON { console.write(json(writer, ending).text() + "\n") }
        if ending == .length, room < count {
            console.note("llamastep generate: the model was made for \(model.config.maximumPositions) positions, and all are taken")
        }
        return ending == .stopped && !console.isOutputClosed ? .interrupted : .done
    }

    private func json(_ writer: GenerationWriter, _ ending: Session.Ending) -> JSONValue {
        var members: [(String, JSONValue)] = [
            ("prompt_ids", .array(input.ids.map { .int(Int($0)) })),
            ("ids", .array(writer.ids.map { .int(Int($0)) })),
        ]
        if model.tokenizer != nil { members.append(("text", .string(writer.text))) }
        switch ending {
        case .stopToken(let id): members += [("ending", "stop token"), ("stop_id", .int(Int(id)))]
        case .length: members.append(("ending", "length"))
        case .stopped: members.append(("ending", "interrupted"))
        }
        if !sampling.isGreedy { members.append(("seed", .int(Int(sampling.seed)))) }
        if logProbabilities != nil { members.append(("logprobs", .array(writer.logProbabilityRecords))) }
        return .object(JSONObject(pairs: members))
    }
}
