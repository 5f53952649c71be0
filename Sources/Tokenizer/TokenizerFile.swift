import JSON

/// Reads `tokenizer.json`, the format of the tokenizers library.
///
/// The vocabulary and the merges, nearly all of its 28 MB, are read without building a tree.
struct TokenizerFile {
    let file: String
    private var sections: [String: JSONValue] = [:]
    var parts = TokenizerParts()

    /// Reads a whole file.
    ///
    /// - Throws: `TokenizerError` for anything that is broken, and for anything that Llama 4's tokenizers don't have.
    static func read(_ bytes: [UInt8], file: String) throws(TokenizerError) -> TokenizerParts {
        let result = bytes.withUnsafeBytes { pointer in
            Result { () throws(TokenizerError) in
                var reader = TokenizerFile(file: file)
                try reader.read(FileScanner(pointer, file: file), byteCount: pointer.count)
                return reader.parts
            }
        }
        return try result.get()
    }

    private init(file: String) {
        self.file = file
    }

    private mutating func read(_ start: FileScanner, byteCount: Int) throws(TokenizerError) {
        var scanner = start
        var hasModel = false
        try scanner.beginObject(at: "the top level")
        while let name = try scanner.nextName() {
            if name.equals("model") {
                if hasModel { throw scanner.repeated(name) }
                hasModel = true
                try readModel(&scanner, byteCount: byteCount)
            } else if sections.updateValue(try scanner.value(), forKey: name.string) != nil {
                throw scanner.repeated(name)
            }
        }
        try scanner.finish()
        try checkPipeline()
        guard hasModel else { throw wrong("model", expected: "an object", found: "nothing") }
        try parts.findByteTokens(file: file)
        try readAddedTokens()
        try readPostProcessor()
    }

    /// A section of the top level; nil if it is absent or null.
    func section(_ name: String) -> JSONValue? {
        sections[name].flatMap { $0.isNull ? nil : $0 }
    }

    func wrong(_ place: String, expected: String, found: String) -> TokenizerError {
        .wrong(file: file, place: place, expected: expected, found: found)
    }

    private mutating func readAddedTokens() throws(TokenizerError) {
        guard let section = section("added_tokens") else { return }
        guard let entries = section.array else { throw wrong("added_tokens", expected: "an array", found: section.typeName) }
        for (number, entry) in entries.enumerated() {
            let place = "added_tokens[\(number)]"
            guard let object = entry.object else { throw wrong(place, expected: "an object", found: entry.typeName) }
            guard let id = object["id"]?.int.flatMap(Int32.init(exactly:)) else {
                throw wrong("\(place).id", expected: "an id", found: object["id"].map { TokenizerError.quoted($0.description) } ?? "nothing")
            }
            guard let content = object["content"]?.string else {
                throw wrong("\(place).content", expected: "a string", found: object["content"]?.typeName ?? "nothing")
            }
            for flag in ["single_word", "lstrip", "rstrip"] where object[flag]?.bool == true {
                throw .unsupported(file: file, place: "\(place).\(flag)", expected: "false", found: "true")
            }
            // Whether it is looked for before or after normalizing is one: nothing normalizes.
            let token = AddedToken(id: id, content: content, isSpecial: object["special"]?.bool ?? false)
            try parts.add(token, file: file, place: place)
        }
    }
}
