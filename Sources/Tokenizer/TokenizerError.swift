import JSON

/// Why a tokenizer could not be loaded or used.
public enum TokenizerError: Error, Hashable, Sendable {
    /// The directory has neither `tokenizer.json` nor `tokenizer.model`.
    case noTokenizer(directory: String)

    /// The file could not be read.
    case unreadable(file: String, reason: String)

    /// The file is not JSON.
    case notJSON(file: String, error: JSONError)

    /// Something in the file is absent, or is not what it must be.
    case wrong(file: String, place: String, expected: String, found: String)

    /// The file asks for something that Llama 4's tokenizers don't use and this one doesn't do.
    case unsupported(file: String, place: String, expected: String, found: String)

    /// A prompt needs a special token that this tokenizer doesn't have.
    case noSpecialToken(name: String)
}

extension TokenizerError: CustomStringConvertible {
    /// One paragraph: what, where, expected, found, and what to try.
    public var description: String {
        switch self {
        case .noTokenizer(let directory):
            """
            There is no tokenizer in \(directory): expected tokenizer.json or tokenizer.model, found neither. \
            Copy one from the original checkpoint, or give the prompt as ids.
            """
        case .unreadable(let file, let reason):
            "\(file) could not be read: \(reason). Check the path and its permissions."
        case .notJSON(let file, let error):
            "\(file) is not valid JSON. \(error) The file may be incomplete: fetch it again."
        case .wrong(let file, let place, let expected, let found):
            "\(file) is not a usable tokenizer: at \(place) expected \(expected), found \(found). \(Self.fetchAgain)"
        case .unsupported(let file, let place, let expected, let found):
            """
            \(file) asks for a tokenizer that is not Llama 4's: at \(place) only \(expected) is supported, found \(found). \
            Take the tokenizer of the checkpoint's original release.
            """
        case .noSpecialToken(let name):
            "The tokenizer has no special token \(name), which this prompt needs. Take the tokenizer of the checkpoint's original release."
        }
    }

    private static let fetchAgain = "Fetch the file again, or take it from the checkpoint's original release."

    /// Something a file says, short enough to stand in an error.
    static func quoted(_ text: String) -> String {
        // Scalars, not characters: a character may have any number of marks.
        let shown = String(text.unicodeScalars.prefix(60))
        return JSONValue.string(shown.utf8.count < text.utf8.count ? shown + "…" : shown).text()
    }
}
