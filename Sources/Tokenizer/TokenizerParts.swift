/// What a tokenizer's file yields, whichever of the two formats it has.
struct TokenizerParts {
    var vocabulary = Vocabulary()
    var merges = MergeTable(capacity: 0)
    var ignoresMerges = false
    var byteTokens: [Int32] = []
    var added = AddedTokens()
    var beginOfText: Int32?

    /// Looks up the token of each byte. Without all of them there is text that has no tokens.
    mutating func findByteTokens(file: String) throws(TokenizerError) {
        byteTokens = []
        for byte in UInt8.min...UInt8.max {
            let id = withUnsafePointer(to: byte) { vocabulary.id(of: UnsafeBufferPointer(start: $0, count: 1)) }
            guard let id else {
                let hexadecimal = String(byte, radix: 16, uppercase: true)
                throw .wrong(
                    file: file, place: "the vocabulary", expected: "a token for each of the 256 bytes", found: "none for 0x\(hexadecimal)")
            }
            byteTokens.append(id)
        }
    }

    /// Enters an added token, whose text is what its characters stand for as bytes, or else itself.
    ///
    /// - Throws: `wrong` if its id or its content is taken by another.
    mutating func add(_ token: AddedToken, file: String, place: String) throws(TokenizerError) {
        guard token.id >= 0, token.id < Vocabulary.idLimit else {
            throw .wrong(file: file, place: place, expected: "an id from 0 to \(Vocabulary.idLimit - 1)", found: "\(token.id)")
        }
        let length = token.content.utf8.count
        guard length > 0, length <= Vocabulary.lengthLimit else {
            throw .wrong(file: file, place: place, expected: "a token of 1 to \(Vocabulary.lengthLimit) bytes", found: "one of \(length)")
        }
        let name = TokenizerError.quoted(token.content)
        if let other = added[token.id] {
            throw .wrong(
                file: file, place: place, expected: "an id of its own for \(name)", found: "\(token.id), the id of \(TokenizerError.quoted(other.content))")
        }
        if let other = added.id(of: token.content) {
            throw .wrong(file: file, place: place, expected: "every added token once", found: "\(name) twice, as \(other) and as \(token.id)")
        }
        var bytes = Array(token.content.utf8)
        _ = ByteLevel.decode(&bytes, from: 0)
        if vocabulary.contains(token.id) {
            // It may stand in the vocabulary, too, if it is the same there.
            guard vocabulary.bytes(of: token.id).elementsEqual(bytes) else {
                throw .wrong(file: file, place: place, expected: "an id of its own for \(name)", found: "\(token.id), the id of another token")
            }
        } else {
            vocabulary.insertUnreachable(bytes, id: token.id)
        }
        added.insert(token)
    }
}
