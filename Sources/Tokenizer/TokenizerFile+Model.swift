import JSON

extension TokenizerFile {
    /// Reads the section `model`. Merges that stand before the vocabulary are read after it.
    mutating func readModel(_ scanner: inout FileScanner, byteCount: Int) throws(TokenizerError) {
        // The genuine file has a token per 140 bytes and a merge per 64.
        parts.vocabulary.reserve(byteCount / 140)
        parts.merges = MergeTable(capacity: byteCount / 64)
        var settings: [String: JSONValue] = [:]
        var hasVocabulary = false
        var hasMerges = false
        var earlyMerges: FileScanner?
        try scanner.beginObject(at: "model")
        while let name = try scanner.nextName() {
            if name.equals("vocab") {
                if hasVocabulary { throw scanner.repeated(name) }
                hasVocabulary = true
                // Models of other types have vocabularies of other forms: their type is the better complaint.
                try checkModel(settings)
                try readVocabulary(&scanner)
            } else if name.equals("merges") {
                if hasMerges { throw scanner.repeated(name) }
                hasMerges = true
                if hasVocabulary {
                    try readMerges(&scanner)
                } else {
                    earlyMerges = scanner
                    try scanner.skip()
                }
            } else if settings.updateValue(try scanner.value(), forKey: name.string) != nil {
                throw scanner.repeated(name)
            }
        }
        try checkModel(settings)
        parts.ignoresMerges = settings["ignore_merges"]?.bool ?? false
        guard hasVocabulary else { throw wrong("model.vocab", expected: "an object", found: "nothing") }
        guard hasMerges else { throw wrong("model.merges", expected: "an array", found: "nothing") }
        if var earlyMerges { try readMerges(&earlyMerges) }
    }

    private mutating func readVocabulary(_ scanner: inout FileScanner) throws(TokenizerError) {
        var token: [UInt8] = []
        try scanner.beginObject(at: "model.vocab")
        while let name = try scanner.nextName() {
            let id = try scanner.id(at: "model.vocab[\(TokenizerError.quoted(name.string))]")
            token.removeAll(keepingCapacity: true)
            name.append(to: &token)
            guard !parts.vocabulary.contains(id) else {
                throw wrong(
                    "model.vocab", expected: "every id once",
                    found: "\(id) for \(TokenizerError.quoted(ByteLevel.text(parts.vocabulary.bytes(of: id)))) and \(TokenizerError.quoted(name.string))")
            }
            guard ByteLevel.decode(&token, from: 0) else {
                parts.vocabulary.insertUnreachable(token, id: id, verbatim: name.string)
                continue
            }
            guard !token.isEmpty, token.count <= Vocabulary.lengthLimit else {
                throw wrong(
                    "model.vocab", expected: "tokens of 1 to \(Vocabulary.lengthLimit) bytes", found: "one of \(token.count), with the id \(id)")
            }
            let isNew = token.withUnsafeBufferPointer { bytes in
                if parts.vocabulary.id(of: bytes) != nil { return false }
                parts.vocabulary.insert(bytes, id: id)
                return true
            }
            if !isNew { throw scanner.repeated(name) }
        }
    }

    private mutating func readMerges(_ scanner: inout FileScanner) throws(TokenizerError) {
        var rank: UInt32 = 0
        var merged: [UInt8] = []
        try scanner.beginArray(at: "model.merges")
        while try scanner.nextElement() {
            merged.removeAll(keepingCapacity: true)
            let middle = try readPair(&scanner, into: &merged, number: rank)
            let ids = merged.withUnsafeBufferPointer { bytes -> (Int32, Int32, Int32)? in
                guard let left = parts.vocabulary.id(of: UnsafeBufferPointer(rebasing: bytes[..<middle])),
                    let right = parts.vocabulary.id(of: UnsafeBufferPointer(rebasing: bytes[middle...])),
                    let both = parts.vocabulary.id(of: bytes)
                else { return nil }
                return (left, right, both)
            }
            guard let (left, right, both) = ids else {
                let pair = TokenizerError.quoted(ByteLevel.text(merged[..<middle]) + " " + ByteLevel.text(merged[middle...]))
                throw wrong("model.merges[\(rank)]", expected: "two tokens and their union, all of the vocabulary", found: pair)
            }
            parts.merges.insert(left, right, MergeTable.Merge(rank: rank, id: both))
            rank += 1
        }
    }

    /// Reads `["a", "b"]`, or `"a b"` as older files have it, as bytes; returns where the second begins.
    private func readPair(_ scanner: inout FileScanner, into merged: inout [UInt8], number: UInt32) throws(TokenizerError) -> Int {
        let pair = "a pair of tokens"
        var middle: Int?
        var isWhole = true
        if try scanner.peek() == .string {
            var text: [UInt8] = []
            try scanner.text(at: "model.merges[\(number)]").append(to: &text)
            let halves = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
            guard halves.count == 2 else {
                throw wrong("model.merges[\(number)]", expected: pair, found: TokenizerError.quoted(String(decoding: text, as: UTF8.self)))
            }
            for half in halves {
                if !merged.isEmpty { middle = merged.count }
                let start = merged.count
                merged.append(contentsOf: half)
                isWhole = ByteLevel.decode(&merged, from: start) && isWhole
            }
        } else {
            try scanner.beginArray(at: "model.merges[\(number)]")
            var count = 0
            while try scanner.nextElement() {
                if count == 1 { middle = merged.count }
                let start = merged.count
                try scanner.text(at: "model.merges[\(number)][\(count)]").append(to: &merged)
                isWhole = ByteLevel.decode(&merged, from: start) && isWhole
                count += 1
            }
            if count != 2 { throw wrong("model.merges[\(number)]", expected: pair, found: "an array of \(count)") }
        }
        guard let middle, isWhole, middle > 0, middle < merged.count else {
            throw wrong("model.merges[\(number)]", expected: pair, found: TokenizerError.quoted(String(decoding: merged, as: UTF8.self)))
        }
        return middle
    }
}
