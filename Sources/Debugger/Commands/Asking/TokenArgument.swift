import Llama4
import Tokenizer

/// The token that a word means: an id, or a text that is one token. Labels may be typed as they are shown: `'\n'`, `'\xE7'`.
enum TokenArgument {
    static func id(_ word: CommandWord, _ model: Model) throws(Refusal) -> Int32 {
        let vocabulary = model.config.vocabularySize
        let digits = word.text.hasPrefix("#") ? word.text.dropFirst() : word.text[...]
        if !word.isQuoted, !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }) {
            guard let id = Int32(digits), id < vocabulary else {
                throw Refusal("The id \(String(digits).shortened) is outside of the vocabulary, which has ids 0 to \(vocabulary - 1).")
            }
            return id
        }
        guard let tokenizer = model.tokenizer else { throw Refusal("The checkpoint has no tokenizer, so tokens are given by their ids.") }
        guard word.text.utf8.count <= 1000, !word.text.isEmpty else { throw Refusal("That is no token. Give its text in quotes, or its id.") }
        // A word at hand is more often one that follows a blank.
        let spellings = word.isQuoted ? [word.text] : [word.text, " " + word.text]
        for spelling in spellings {
            if let id = exact(spelling, tokenizer), id < vocabulary { return id }
        }
        let ids = tokenizer.encode(word.text, addingBeginOfText: false)
        let parts = ids.prefix(8).map { "\(TokenName.text($0, tokenizer)) #\($0)" }.joined(separator: ", ")
        throw Refusal("`\(word.text.shortened)` is \(ids.count.times("token")): \(parts)\(ids.count > 8 ? ", …" : ""). Give one of them, or its id.")
    }

    private static func exact(_ text: String, _ tokenizer: Tokenizer) -> Int32? {
        let whole = tokenizer.encode(text, addingBeginOfText: false)
        let (shown, typed) = (bytes(text), Array(text.utf8))
        if whole.count == 1, shown == typed, tokenizer.bytes(whole[0]) == typed { return whole[0] }
        // Parts of characters are no text, and some tokens are never made of one.
        let all = 0..<Int32(clamping: tokenizer.vocabularySize)
        return all.first { tokenizer.bytes($0) == shown } ?? all.first { tokenizer.bytes($0) == typed }
    }

    /// The bytes of a label, escapes resolved.
    private static func bytes(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let letter = rest.first else {
                bytes.append(byte)
                continue
            }
            switch letter {
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "0"): bytes.append(0)
            case UInt8(ascii: "u") where rest.dropFirst().first == UInt8(ascii: "{"):
                let digits = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "}") }
                guard let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16), let scalar = Unicode.Scalar(value) else {
                    bytes.append(byte)
                    continue
                }
                bytes += Array(String(Character(scalar)).utf8)
                rest = rest.dropFirst(2 + digits.count)
            case UInt8(ascii: "x") where rest.count >= 3:
                guard let value = UInt8(String(decoding: rest.dropFirst().prefix(2), as: UTF8.self), radix: 16) else {
                    bytes.append(byte)
                    continue
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default:
                bytes.append(byte)
                continue
            }
            rest = rest.dropFirst()
        }
        return bytes
    }
}
