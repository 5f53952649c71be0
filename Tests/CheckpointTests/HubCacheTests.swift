import TestSupport
import Testing

@testable import Checkpoint

@Suite("Models of the local Hub cache")
struct HubCacheTests {
    @Test("where the cache is", arguments: [
        (["HF_HUB_CACHE": "/a", "HF_HOME": "/b", "HOME": "/h"], "/a"),
        (["HF_HOME": "/b", "XDG_CACHE_HOME": "/c", "HOME": "/h"], "/b/hub"),
        (["HF_HOME": "~/b", "HOME": "/h"], "/h/b/hub"),
        (["HF_HOME": "", "XDG_CACHE_HOME": "/c/", "HOME": "/h"], "/c/huggingface/hub"),
        (["HOME": "/h"], "/h/.cache/huggingface/hub"),
    ])
    func places(environment: [String: String], directory: String) {
        #expect(HubCache(environment: environment)?.directory == directory)
    }

    @Test("without a home there is no cache")
    func homeless() {
        #expect(HubCache(environment: [:]) == nil)
    }

    @Test("what is a model's name and what can only be a path")
    func names() {
        #expect(ModelID("meta-llama/Llama-4-Scout-17B-16E")?.cacheFolder == "models--meta-llama--Llama-4-Scout-17B-16E")
        #expect(ModelID("gpt2")?.cacheFolder == "models--gpt2")
        #expect(ModelID("a/b@refs/pr/1")?.revision == "refs/pr/1")
        for path in ["", "/a/b", "./a", "../a", "a/b/c", "a/", "~/a", "a b", "a/..", "a/b@", "a/b@../c", "a--b/c"] {
            #expect(ModelID(path) == nil, "\(path)")
        }
    }

    @Test("branches, commits, and what is not there")
    func snapshots() throws {
        let directory = try TemporaryDirectory()
        try directory.write("models--o--n/refs/main", "abc\n".utf8)
        try directory.write("models--o--n/refs/evil", "../../etc".utf8)
        try directory.write("models--o--n/snapshots/abc/config.json", "{}".utf8)
        let cache = try #require(HubCache(environment: ["HF_HUB_CACHE": directory.path]))
        let repository = "\(directory.path)/models--o--n"
        for name in ["o/n", "o/n@abc"] {
            let model = try #require(ModelID(name))
            #expect(try cache.snapshot(of: model) == "\(repository)/snapshots/abc")
        }

        let old = try #require(ModelID("o/n@old"))
        #expect(
            throws: CheckpointError.revisionNotCached(
                model: old, lookedAt: "\(repository)/snapshots/old", available: ["abc"])
        ) { try cache.snapshot(of: old) }
        let evil = try #require(ModelID("o/n@evil"))
        #expect(throws: CheckpointError.brokenReference(path: "\(repository)/refs/evil", found: "../../etc")) {
            try cache.snapshot(of: evil)
        }
        #expect(
            throws: CheckpointError.notFound(name: "o/absent", lookedAt: ["o/absent", "\(directory.path)/models--o--absent"])
        ) {
            try CheckpointLocation("o/absent", environment: ["HF_HUB_CACHE": directory.path])
        }
        let location = try CheckpointLocation("o/n", environment: ["HF_HUB_CACHE": directory.path])
        #expect(location.directory == "\(repository)/snapshots/abc")
    }
}
