/// Reads Meta's `tokenizer.model`: a line per token, its bytes in base64 and its id, which is also its rank.
///
/// Two neighbours merge if together they are a token, and that token's id is the rank: every token is entered with all the ways to
/// cut it in two. Special tokens are not in the file; their names follow its last id, as in the release.
///
/// - Source: llama-models `tokenizer_utils.py`, tiktoken.
struct RankFile {
    private let file: String
    private var parts = TokenizerParts()

    /// Reads a whole file.
    static func read(_ bytes: [UInt8], file: String) throws(TokenizerError) -> TokenizerParts {
        var reader = RankFile(file: file)
        try reader.readTokens(bytes)
        try reader.parts.findByteTokens(file: file)
        reader.findMerges()
        let count = Int32(reader.parts.vocabulary.count)
        for (number, name) in Llama4SpecialTokens.names.enumerated() {
            let token = AddedToken(id: count + Int32(number), content: name, isSpecial: true)
            try reader.parts.add(token, file: file, place: "the special tokens")
        }
        // tiktoken looks a whole word up before it merges.
        reader.parts.ignoresMerges = true
        reader.parts.beginOfText = reader.parts.added.id(of: Llama4SpecialTokens.beginOfText)
        return reader.parts
    }

    private init(file: String) {
        self.file = file
    }

    private mutating func readTokens(_ bytes: [UInt8]) throws(TokenizerError) {
        // The genuine file has a token per 18 bytes.
        parts.vocabulary.reserve(bytes.count / 18)
        var token: [UInt8] = []
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
            let place = "line \(number + 1)"
            guard let (encoded, id) = Self.fields(of: line) else {
                throw wrong(place, expected: "a token in base64 and its id", found: String(decoding: line, as: UTF8.self))
            }
            // The ids are in order in every release; one too large would make the special tokens' ids wrong.
            guard id == number else { throw wrong(place, expected: "the id \(number)", found: "\(id)") }
            token.removeAll(keepingCapacity: true)
            guard Base64.decode(encoded, into: &token), !token.isEmpty, token.count <= Vocabulary.lengthLimit, id < Vocabulary.idLimit else {
                throw wrong(
                    place, expected: "1 to \(Vocabulary.lengthLimit) bytes in base64", found: String(decoding: encoded, as: UTF8.self))
            }
            let earlier = token.withUnsafeBufferPointer { bytes in
                let earlier = parts.vocabulary.id(of: bytes)
                if earlier == nil { parts.vocabulary.insert(bytes, id: Int32(id)) }
                return earlier
            }
            if let earlier { throw wrong(place, expected: "every token once", found: "the token of line \(earlier + 1) again") }
        }
    }

    private static func fields(of line: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, Int)? {
        var line = line
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        guard let space = line.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        let digits = line[(space + 1)...]
        guard !digits.isEmpty, digits.count < 10 else { return nil }
        var id = 0
        for digit in digits {
            guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            id = id * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return (line[..<space], id)
    }

    private mutating func findMerges() {
        let vocabulary = parts.vocabulary
        var merges = MergeTable(capacity: 5 * vocabulary.count / 2)
        for id in 0..<Int32(vocabulary.count) {
            let token = vocabulary.bytes(of: id)
            token.withUnsafeBufferPointer { bytes in
                for middle in stride(from: 1, to: bytes.count, by: 1) {
                    guard let left = vocabulary.id(of: UnsafeBufferPointer(rebasing: bytes[..<middle])),
                        let right = vocabulary.id(of: UnsafeBufferPointer(rebasing: bytes[middle...]))
                    else { continue }
                    merges.insert(left, right, MergeTable.Merge(rank: UInt32(id), id: id))
                }
            }
        }
        parts.merges = merges
    }

    private func wrong(_ place: String, expected: String, found: String) -> TokenizerError {
        .wrong(file: file, place: place, expected: expected, found: TokenizerError.quoted(found))
    }
}
