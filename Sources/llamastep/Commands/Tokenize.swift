import Checkpoint
import Foundation
import JSON
import Llama4
import Tokenizer
import Views

/// `llamastep tokenize`: text to ids and back.
struct Tokenize: Command {
    static let syntax = Syntax(
        command: "tokenize", summary: "Text to token ids, and back; conversations to prompts.",
        operands: [
            .init(name: "MODEL", help: "a directory with tokenizer.json or tokenizer.model, or .gguf (default: pocket-scout)", isRequired: false),
            .init(name: "TEXT", help: "what to encode; - reads standard input", isRequired: false),
        ],
        options: [
            .init(name: "--no-bos", help: "no <|begin_of_text|> before the text"),
            .init(name: "--decode", value: "IDS", help: "the text of these ids, separated by commas; - reads standard input"),
            .init(name: "--conversation", value: "FILE", help: "a conversation in JSON: messages, and tools if there are any"),
            .init(name: "--render", help: "with --conversation: the prompt's text instead of its ids"),
            .init(name: "--json", help: "{\"ids\": […], \"pieces\": […]}; pieces are byte-level strings of the vocabulary"),
        ],
        discussion: """
            Special tokens in TEXT count as such. In a conversation, what looks like a special token is text.
            Example: llamastep tokenize "Hello, world!" --json
            """)

    private enum Task {
        case encode(String)
        case decode([Int32])
        case converse(Conversation)
    }

    private let tokenizer: Tokenizer
    private let task: Task
    private let addsBeginOfText: Bool
    private let rendersOnly: Bool
    private let asJSON: Bool
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        console = context.console
        asJSON = arguments.has("--json")
        addsBeginOfText = !arguments.has("--no-bos")
        rendersOnly = arguments.has("--render")
        let hasText = !arguments.has("--decode") && !arguments.has("--conversation")
        let (model, text) = try arguments.modelAndText(hasText: hasText)
        task = try Self.task(arguments, text)
        if rendersOnly, !arguments.has("--conversation") { throw UsageError("--render goes with --conversation") }
        tokenizer = try openTokenizer(model, context)
    }

    private static func task(_ arguments: Arguments, _ text: String?) throws -> Task {
        let given = (text == nil ? [] : ["TEXT"]) + ["--decode", "--conversation"].filter(arguments.has)
        guard given.count == 1 else {
            throw UsageError(given.isEmpty
                ? "there is nothing to do; give TEXT, --decode or --conversation" : "\(given.joined(separator: " and ")) exclude each other")
        }
        if let ids = arguments.string("--decode") {
            return .decode(try Arguments.ids(ids == "-" ? try readText("-") : ids, for: "--decode"))
        }
        if let file = arguments.string("--conversation") {
            return .converse(try Conversation(parsing: Array(try readText(file).utf8)))
        }
        let text = text ?? ""
        return .encode(text == "-" ? try readText("-") : text)
    }

    func run() throws -> ExitStatus {
        switch task {
        case .encode(let text):
            show(tokenizer.encode(text, parsingSpecialTokens: true, addingBeginOfText: addsBeginOfText))
        case .decode(let ids):
            show(tokenizer.decode(ids))
        case .converse(let conversation):
            let segments = try ChatTemplate.segments(conversation)
            if rendersOnly { show(segments.map(\.text).joined()) } else { show(try tokenizer.encode(segments)) }
        }
        return .done
    }

    /// A text as it is. For people a line end comes behind it, for programs nothing does.
    private func show(_ text: String) {
        if asJSON {
            console.write((["text": .string(text)] as JSONValue).text() + "\n")
        } else {
            console.write(text + (console.isOutputTerminal ? "\n" : ""))
        }
    }

    private func show(_ ids: [Int32]) {
        guard !asJSON else {
            let object: JSONValue = [
                "ids": .array(ids.map { .int(Int($0)) }), "pieces": .array(ids.map { .string(tokenizer.piece($0)) }),
            ]
            return console.write(object.text() + "\n")
        }
        var table = TextTable([.init("pos", .right), .init("id", .right), .init("piece")])
        for (position, id) in ids.enumerated() { table.append([String(position), String(id), tokenizer.piece(id)]) }
        console.write(table.text)
    }
}

/// The tokenizer of a checkpoint that may have nothing else.
private func openTokenizer(_ path: String?, _ context: Context) throws -> Tokenizer {
    let location = try CheckpointLocation(modelPath(path), environment: context.environment)
    guard let tokenizer = try Tokenizer(at: location) else {
        throw UsageError(location.isGGUF
            ? "\(location.name) has no tokenizer in it" : "\(location.directory) has no tokenizer.json and no tokenizer.model")
    }
    if let warning = tokenizer.templateWarning { context.console.note("llamastep: \(warning)") }
    return tokenizer
}
