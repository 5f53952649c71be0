import Foundation
import JSON
import Llama4
import Views

/// `llamastep score`: how likely is a text?
struct Score: Command {
    static let syntax = Syntax(
        command: "score", summary: "How likely a text is: log-probability per token, and perplexity.",
        operands: [
            optionalModelOperand,
            .init(name: "TEXT|FILE", help: "a text, or a file that holds one; - reads standard input", isRequired: false),
        ],
        options: [
            .init(name: "--ids", value: "IDS", help: "token ids in place of a text, separated by commas"),
            .init(name: "--no-bos", help: "no <|begin_of_text|> before the text"),
            .init(name: "--json", help: "one JSON object instead of a table"),
        ],
        discussion: "The first token is given, so it has no probability of its own. Logarithms are natural.")

    private let model: Model
    private let input: ModelInput
    private let asJSON: Bool
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        console = context.console
        asJSON = arguments.has("--json")
        let (name, text) = try arguments.modelAndText(hasText: !arguments.has("--ids"))
        let input = try PromptInput(arguments, text: try text.map(Self.text))
        model = try openModel(name, context)
        self.input = try input.prompt(for: model)
        guard self.input.ids.count > 1 else { throw UsageError("there is nothing to score: a text needs at least two tokens") }
    }

    private var ids: [Int32] { input.ids }

    /// The operand itself, unless a file has that name.
    private static func text(_ operand: String) throws -> String {
        var isDirectory: ObjCBool = false
        let isFile = FileManager.default.fileExists(atPath: operand, isDirectory: &isDirectory) && !isDirectory.boolValue
        return operand == "-" || isFile ? try readText(operand) : operand
    }

    func run() throws -> ExitStatus {
        let (isSeen, images) = try input.see(console) { !Interruption.isRequested }
        guard isSeen else { return .interrupted }
        var session = Session(model, logits: .all, images: images)
        let meter = ProgressMeter("token", of: ids.count, on: console)
        let scores = try session.score(ids, shouldContinue: { !Interruption.isRequested }) { meter.update($0) }
        meter.finish()
        guard let scores else { return .interrupted }
        let sum = scores.reduce(0) { $0 + $1.value }
        let perplexity = exp(-sum / Double(scores.count))
        console.write(asJSON ? json(scores, sum, perplexity) : table(scores, sum, perplexity))
        return .done
    }

    private func table(_ scores: [LogProbability], _ sum: Double, _ perplexity: Double) -> String {
        var table = TextTable([.init("pos", .right), .init("id", .right), .init("logprob", .right), .init("token")])
        table.append(["0", String(ids[0]), "", token(ids[0])])
        for (index, score) in scores.enumerated() {
            table.append([String(index + 1), String(score.id), String(format: "%.4f", score.value), token(score.id)])
        }
        return table.text + String(format: "\nlog-probability %.4f over %d tokens, perplexity %.4f\n", sum, scores.count, perplexity)
    }

    private func token(_ id: Int32) -> String {
        model.tokenizer.map { "'" + $0.text(id).replacing("\n", with: "\\n") + "'" } ?? ""
    }

    private func json(_ scores: [LogProbability], _ sum: Double, _ perplexity: Double) -> String {
        let object: JSONValue = [
            "ids": .array(ids.map { .int(Int($0)) }),
            "logprobs": .array(scores.map { .double($0.value) }),
            "logprob_sum": .double(sum), "perplexity": .double(perplexity),
        ]
        return object.text() + "\n"
    }
}
