/// The local cache of the Hugging Face Hub, where `hf download` puts models. Only read, never filled.
///
///     models--meta-llama--Llama-4-Scout-17B-16E/
///       refs/main                    the commit that the branch was at
///       snapshots/<commit>/          config.json → ../../blobs/…, and so on
public struct HubCache: Sendable, Equatable {
    public let directory: String

    /// Finds the cache as the Hub's own library does: `HF_HUB_CACHE` (early `HUGGINGFACE_HUB_CACHE`), else `HF_HOME/hub`,
    /// else `XDG_CACHE_HOME/huggingface/hub`, else `~/.cache/huggingface/hub`. Nil if not even `HOME` is set.
    public init?(environment: [String: String]) {
        func value(_ name: String) -> String? {
            guard let text = environment[name], !text.isEmpty else { return nil }
            guard text == "~" || text.hasPrefix("~/"), let home = environment["HOME"] else { return text }
            return home + text.dropFirst()
        }
        if let cache = value("HF_HUB_CACHE") ?? value("HUGGINGFACE_HUB_CACHE") {
            directory = cache
        } else if let home = value("HF_HOME") {
            directory = filePath("hub", in: home)
        } else if let caches = value("XDG_CACHE_HOME") {
            directory = filePath("huggingface/hub", in: caches)
        } else if let home = value("HOME") {
            directory = filePath(".cache/huggingface/hub", in: home)
        } else {
            return nil
        }
    }

    /// The directory that holds a model's files at the wanted revision.
    ///
    /// - Throws: if the model or that revision of it is not in the cache.
    public func snapshot(of model: ModelID) throws(CheckpointError) -> String {
        let repository = filePath(model.cacheFolder, in: directory)
        guard FileKind(path: repository) == .directory else {
            throw .notCached(model: model, lookedAt: repository)
        }
        let snapshots = filePath("snapshots", in: repository)
        let reference = filePath("refs/\(model.revision)", in: repository)
        var commit = model.revision
        if FileKind(path: reference).isRegular {
            let text = String(decoding: try OpenFile.contents(path: reference, limit: 1000), as: UTF8.self)
            commit = String(text.filter { !$0.isWhitespace })
            guard ShardIndex.staysInside(commit), !commit.contains("/") else {
                throw .brokenReference(path: reference, found: text)
            }
        }
        let snapshot = filePath(commit, in: snapshots)
        guard FileKind(path: snapshot) == .directory else {
            throw .revisionNotCached(model: model, lookedAt: snapshot, available: directoryContents(snapshots))
        }
        return snapshot
    }
}
