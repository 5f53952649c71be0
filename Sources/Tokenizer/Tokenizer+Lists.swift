extension Tokenizer {
    /// Makes a tokenizer of lists, as GGUF files have them.
    ///
    /// - Parameters:
    ///   - tokens: by id; normal ones in the alphabet of bytes (`ByteLevel`).
    ///   - kinds: 1 for a normal token, 3 for a special one, 4 for an added one; others are left out. Empty if all are normal.
    ///   - merges: `a b`, the first to merge first.
    ///   - file: what errors call it.
    /// - Throws: `TokenizerError` for lists that are no byte-level BPE.
    public init(
        tokens: [String], kinds: [Int], merges: [String], file: String, configuration: TokenizerConfiguration
    ) throws(TokenizerError) {
        var parts = TokenizerParts()
        parts.ignoresMerges = true
        parts.vocabulary.reserve(min(tokens.count, Vocabulary.idLimit))
        parts.merges = MergeTable(capacity: merges.count)
        guard tokens.count <= Vocabulary.idLimit else {
            throw .wrong(file: file, place: "the tokens", expected: "at most \(Vocabulary.idLimit)", found: "\(tokens.count)")
        }
        func kind(_ id: Int) -> Int { kinds.isEmpty ? 1 : kinds[id] }
        for (id, token) in tokens.enumerated() where kind(id) == 1 { try parts.addNormal(token, id: Int32(id), file: file) }
        try parts.findByteTokens(file: file)
        for (id, token) in tokens.enumerated() where kind(id) == 3 || kind(id) == 4 {
            try parts.add(AddedToken(id: Int32(id), content: token, isSpecial: kind(id) == 3), file: file, place: "token \(id)")
        }
        for (rank, merge) in merges.enumerated() { try parts.addMerge(merge, rank: UInt32(rank), file: file) }
        self.init(parts: parts, configuration: configuration)
    }
}

extension TokenizerParts {
    fileprivate mutating func addNormal(_ token: String, id: Int32, file: String) throws(TokenizerError) {
        var bytes = Array(token.utf8)
        guard ByteLevel.decode(&bytes, from: 0) else {
            vocabulary.insertUnreachable(bytes, id: id, verbatim: token)
            return
        }
        guard !bytes.isEmpty, bytes.count <= Vocabulary.lengthLimit else {
            throw .wrong(
                file: file, place: "token \(id)", expected: "1 to \(Vocabulary.lengthLimit) bytes", found: "\(bytes.count)")
        }
        let isNew = bytes.withUnsafeBufferPointer { buffer in
            if vocabulary.id(of: buffer) != nil { return false }
            vocabulary.insert(buffer, id: id)
            return true
        }
        if !isNew { throw .wrong(file: file, place: "token \(id)", expected: "every token once", found: TokenizerError.quoted(token)) }
    }

    fileprivate mutating func addMerge(_ merge: String, rank: UInt32, file: String) throws(TokenizerError) {
        var left = Array(merge.utf8.prefix { $0 != UInt8(ascii: " ") })
        var right = Array(merge.utf8.dropFirst(left.count + 1))
        guard ByteLevel.decode(&left, from: 0), ByteLevel.decode(&right, from: 0) else { throw Self.noPair(merge, rank, file) }
        let ids = (left + right).withUnsafeBufferPointer { bytes -> (Int32, Int32, Int32)? in
            guard let first = vocabulary.id(of: UnsafeBufferPointer(rebasing: bytes[..<left.count])),
                let second = vocabulary.id(of: UnsafeBufferPointer(rebasing: bytes[left.count...])), let both = vocabulary.id(of: bytes)
            else { return nil }
            return (first, second, both)
        }
        guard let (first, second, both) = ids else { throw Self.noPair(merge, rank, file) }
        merges.insert(first, second, MergeTable.Merge(rank: rank, id: both))
    }

    private static func noPair(_ merge: String, _ rank: UInt32, _ file: String) -> TokenizerError {
        .wrong(
            file: file, place: "merge \(rank)", expected: "two tokens and their union, all of the vocabulary", found: TokenizerError.quoted(merge))
    }
}
