import Foundation
import Images
import Llama4
import Tokenizer

/// Where a prompt comes from, and how it becomes ids.
struct PromptInput {
    static let options: [Syntax.Option] = [
        .init(name: "--prompt", value: "TEXT", help: "the prompt; special tokens in it count; - reads standard input"),
        .init(name: "--prompt-file", value: "FILE", help: "the prompt from a file; - reads standard input"),
        .init(name: "--chat", help: "the prompt is a user's turn of a conversation; what looks like a special token is text"),
        .init(name: "--system", value: "TEXT", help: "a system message before it (with --chat)"),
        .init(name: "--image", value: "FILE", help: "a picture (PNG, JPEG, PPM); one for each <|image|> of the prompt, or they go first"),
        .init(name: "--ids", value: "IDS", help: "token ids in place of a prompt, separated by commas"),
        .init(name: "--no-bos", help: "no <|begin_of_text|> before the prompt"),
    ]

    private enum Source {
        case text(String)
        case ids([Int32])
        case nothing
    }

    private let source: Source
    private let isChat: Bool
    private let system: String?
    private let addsBeginOfText: Bool
    private let pictures: [String]

    /// - Parameter text: a prompt that the command line gives as an operand.
    init(_ arguments: Arguments, text: String? = nil) throws {
        isChat = arguments.has("--chat")
        system = arguments.string("--system")
        addsBeginOfText = !arguments.has("--no-bos")
        pictures = arguments.occurrences(of: ["--image"]).map(\.value)
        if system != nil, !isChat { throw UsageError("--system goes with --chat") }
        let given = ["--prompt", "--prompt-file", "--ids"].filter(arguments.has) + (text == nil ? [] : ["a text"])
        guard given.count <= 1 else { throw UsageError("\(given.joined(separator: " and ")) exclude each other") }
        if let ids = try arguments.ids("--ids") {
            guard !isChat else { throw UsageError("--chat needs a prompt, not ids") }
            source = .ids(ids)
        } else if let file = arguments.string("--prompt-file") {
            source = .text(try readText(file))
        } else if let prompt = arguments.string("--prompt") {
            source = .text(prompt == "-" ? try readText("-") : prompt)
        } else {
            source = text.map { .text($0) } ?? .nothing
        }
        if isChat, case .nothing = source { throw UsageError("--chat needs --prompt or --prompt-file") }
    }

    /// The text of the prompt; nil where ids were given, or nothing.
    var text: String? {
        if case .text(let text) = source { text } else { nil }
    }

    /// The prompt in ids, for what takes no pictures.
    func ids(for model: Model) throws -> [Int32] {
        guard pictures.isEmpty else { throw UsageError("--image can't be used here: this takes text only") }
        return try checked(try writtenIDs(for: model), model)
    }

    /// The prompt: its tokens and its pictures. Without a prompt it is `<|begin_of_text|>` alone: the model says what comes to it.
    func prompt(for model: Model) throws -> ModelInput {
        let written = try writtenIDs(for: model)
        guard !pictures.isEmpty else {
            let placeholders = ImagePrompt.placeholderCount(written, model)
            // Ids may well be those of a prompt whose pictures are spelled out already.
            if case .text = source, placeholders > 0, model.vision.tower != nil {
                throw ImagePromptError.noPictures(placeholders: placeholders)
            }
            return ModelInput(ids: try checked(written, model), images: nil)
        }
        _ = try model.vision.required()
        let images = try ImagePrompt(written, pictures: pictures.map { try Picture(contentsOf: $0) }, model)
        return ModelInput(ids: try checked(images.ids, model), images: images)
    }

    /// The ids, with `<|image|>` for each picture.
    private func writtenIDs(for model: Model) throws -> [Int32] {
        let ids: [Int32]
        switch source {
        case .ids(let given):
            ids = given
        case .text(let text):
            let tokenizer = try tokenizer(of: model)
            if isChat {
                let messages = (system.map { [Conversation.Message(role: "system", content: .text($0))] } ?? [])
                    + [Conversation.Message(role: "user", content: .init(text, pictures: pictures.count))]
                ids = try tokenizer.encode(ChatTemplate.segments(Conversation(messages: messages)))
            } else {
                ids = tokenizer.encode(text, parsingSpecialTokens: true, addingBeginOfText: addsBeginOfText)
            }
        case .nothing:
            guard addsBeginOfText, let begin = model.config.beginOfTextToken.flatMap({ Int32(exactly: $0) }) else {
                throw UsageError("there is nothing to begin with; give --prompt or --ids")
            }
            ids = [begin]
        }
        return ids
    }

    private func checked(_ ids: [Int32], _ model: Model) throws -> [Int32] {
        guard !ids.isEmpty else { throw UsageError("the prompt is empty; give --prompt or --ids") }
        let vocabulary = model.config.vocabularySize
        if let wrong = ids.first(where: { Int($0) >= vocabulary }) {
            throw UsageError("the id \(wrong) is outside of the vocabulary, which has ids 0 to \(vocabulary - 1)")
        }
        let limit = model.config.maximumPositions
        guard ids.count <= limit else {
            throw UsageError(
                "the prompt has \(ids.count) tokens, and the model was made for \(limit) (max_position_embeddings); shorten it")
        }
        return ids
    }

    private func tokenizer(of model: Model) throws -> Tokenizer {
        guard let tokenizer = model.tokenizer else {
            throw UsageError("the checkpoint has no tokenizer.json or tokenizer.model; give token ids with --ids")
        }
        return tokenizer
    }
}

/// What the system says of a file that can't be read or written, in a few words.
func reason(of error: any Error, _ path: String) -> String {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue { return "it is a directory" }
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    if underlying.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(underlying.code))) }
    // It becomes a part of a sentence.
    let text = error.localizedDescription
    return text.hasSuffix(".") ? String(text.dropLast()) : text
}

/// A text from a file, or from standard input where the path is `-`. Bytes that are no UTF-8 are refused.
func readText(_ path: String) throws -> String {
    let data: Data
    do {
        // Through a handle, so that pipes and devices can be read as well.
        let handle = path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        data = try handle.readToEnd() ?? Data()
    } catch {
        throw UsageError("can't read \(path): \(reason(of: error, path))")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
        throw UsageError("\(path == "-" ? "standard input" : path) is not valid UTF-8")
    }
    return text
}
