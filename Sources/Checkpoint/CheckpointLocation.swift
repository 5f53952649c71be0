/// Where a model's files lie: what a user's word for a model means.
public struct CheckpointLocation: Sendable, Equatable {
    /// As the user named it.
    public let name: String
    /// Where config.json and the tokenizer are looked for.
    public let directory: String
    /// The one file with weights, if the user named a file.
    public let file: String?

    /// Resolves a directory, a `.safetensors` or `.gguf` file, or a model id in the local Hub cache. What exists as a path is
    /// taken as a path.
    ///
    /// - Parameter environment: where the Hub cache is said to be; see `HubCache`.
    /// - Throws: if nothing is found; the error says where it was looked for.
    public init(_ name: String, environment: [String: String] = [:]) throws(CheckpointError) {
        guard !name.isEmpty, !name.utf8.contains(0) else { throw .notFound(name: name, lookedAt: []) }
        switch FileKind(path: name) {
        case .directory:
            self.init(name: name, directory: name, file: nil)
        case .regular:
            guard name.hasSuffix(".safetensors") || name.hasSuffix(".gguf") else { throw .notACheckpoint(path: name) }
            self.init(name: name, directory: Self.parent(of: name), file: name)
        case .danglingLink:
            throw .danglingLink(path: name)
        case .special:
            throw .notARegularFile(path: name)
        case .absent:
            guard let model = ModelID(name) else { throw .notFound(name: name, lookedAt: [name]) }
            guard let cache = HubCache(environment: environment) else { throw .notFound(name: name, lookedAt: [name]) }
            let snapshot: String
            do {
                snapshot = try cache.snapshot(of: model)
            } catch .notCached(_, let folder) {
                throw .notFound(name: name, lookedAt: [name, folder])
            }
            self.init(name: name, directory: snapshot, file: nil)
        }
    }

    init(name: String, directory: String, file: String?) {
        self.name = name
        self.directory = directory
        self.file = file
    }

    /// Whether it is a GGUF file, which brings settings and tokenizer in itself.
    public var isGGUF: Bool { file?.hasSuffix(".gguf") == true }

    /// The file that the settings stand in.
    public var settingsFile: String { isGGUF ? name : path(of: "config.json") }

    /// Where a file of this model lies, or would.
    public func path(of name: String) -> String {
        filePath(name, in: directory)
    }

    /// The path of a file of this model, if it is there.
    public func existingFile(_ name: String) -> String? {
        let path = path(of: name)
        return FileKind(path: path).isRegular ? path : nil
    }

    /// The tokenizer's files.
    public var tokenizer: TokenizerFiles { TokenizerFiles(in: self) }

    private static func parent(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "." }
        return slash == file.startIndex ? "/" : String(file[..<slash])
    }
}
