extension Tokenizer {
    /// Loads the tokenizer of a checkpoint: its `tokenizer.json` or, without one, its `tokenizer.model`; and what the files beside it
    /// say (see `TokenizerConfiguration`).
    ///
    /// - Throws: `TokenizerError` for files that are absent, broken, or not of Llama 4's kind.
    public init(directory: String) throws(TokenizerError) {
        for name in ["tokenizer.json", "tokenizer.model"] where FileBytes.exists("\(directory)/\(name)") {
            try self.init(file: "\(directory)/\(name)")
            return
        }
        throw .noTokenizer(directory: directory)
    }

    /// Loads a tokenizer from a file of either format, and what stands beside it. The format is told by the first byte.
    ///
    /// - Throws: `TokenizerError` for files that are absent, broken, or not of Llama 4's kind.
    public init(file: String) throws(TokenizerError) {
        let end = file.lastIndex(of: "/")
        let directory = end.map { $0 == file.startIndex ? "/" : String(file[..<$0]) } ?? "."
        try self.init(bytes: try FileBytes.contents(file), file: file, configuration: try TokenizerConfiguration.read(directory: directory))
    }

    /// Makes a tokenizer of a file's bytes.
    ///
    /// - Parameter file: what errors call it.
    /// - Throws: `TokenizerError` for bytes that are broken or not of Llama 4's kind.
    public init(bytes: [UInt8], file: String, configuration: TokenizerConfiguration = TokenizerConfiguration()) throws(TokenizerError) {
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let isJSON = first == UInt8(ascii: "{") || file.hasSuffix(".json")
        let parts = isJSON ? try TokenizerFile.read(bytes, file: file) : try RankFile.read(bytes, file: file)
        self.init(parts: parts, configuration: configuration)
    }
}
