import Tensors
import TestSupport
import Testing

@testable import Checkpoint

@Suite("Opening a checkpoint")
struct CheckpointTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("config.json", #"{"model_type":"llama4"}"#.utf8)
    }

    private func write(_ file: String, _ names: [String]) throws {
        try SafetensorsWriter.write(names.map { ($0, Tensor([2], [1, 2])) }, to: "\(directory.path)/\(file)")
    }

    private func writeIndex(_ map: [String: String]) throws {
        let members = map.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\"\($0.value)\"" }
        try directory.write("model.safetensors.index.json", "{\"weight_map\":{\(members.joined(separator: ","))}}".utf8)
    }

    private func error(_ name: String? = nil) -> CheckpointError? {
        do {
            _ = try Checkpoint(name ?? directory.path)
            return nil
        } catch {
            return error
        }
    }

    @Test("a directory, and a file with its config beside it")
    func single() throws {
        try write("model.safetensors", ["a", "b"])
        try write("other.safetensors", ["c"])
        try directory.write("tokenizer.json", "{}".utf8)
        let checkpoint = try Checkpoint(directory.path)
        #expect(checkpoint.tensors.entries.map(\.name) == ["a", "b"])
        #expect(checkpoint.byteCount == 16)
        #expect(checkpoint.generationConfig == nil)
        #expect(checkpoint.tokenizer.json == "\(directory.path)/tokenizer.json")
        #expect(checkpoint.tokenizer.model == nil && !checkpoint.tokenizer.isEmpty)
        #expect(try Checkpoint("\(directory.path)/other.safetensors").tensors["c"] != nil)
    }

    @Test("shards: all tensors, in the order of the index's files")
    func shards() throws {
        try write("one.safetensors", ["a", "b", "unlisted"])
        try write("two.safetensors", ["c"])
        try writeIndex(["a": "one.safetensors", "b": "one.safetensors", "c": "two.safetensors"])
        let checkpoint = try Checkpoint(directory.path)
        #expect(checkpoint.tensors.entries.map(\.name) == ["a", "b", "unlisted", "c"])
        #expect(checkpoint.files.count == 2)
    }

    @Test("shards that are absent, hold something else, or lie elsewhere")
    func brokenShards() throws {
        let index = "\(directory.path)/model.safetensors.index.json"
        try write("one.safetensors", ["a", "b"])
        try writeIndex(["a": "one.safetensors", "z": "two.safetensors"])
        #expect(error() == .index(path: index, .absentShards(["two.safetensors"], count: 2)))
        try write("two.safetensors", ["b", "q"])
        #expect(error() == .index(path: index, .ambiguous(tensor: "b", shards: ["one.safetensors", "two.safetensors"])))
        try writeIndex(["a": "one.safetensors", "b": "one.safetensors", "z": "two.safetensors"])
        #expect(error() == .index(path: index, .notInShard([.init(tensor: "z", shard: "two.safetensors")])))
        for shard in ["../one.safetensors", "/etc/passwd", "", "./one.safetensors", "a//b"] {
            try writeIndex(["a": shard])
            #expect(error() == .index(path: index, .escapes(shard: shard)))
        }
        try directory.write("model.safetensors.index.json", "{}".utf8)
        #expect(error() == .index(path: index, .noWeightMap(found: "absent")))
    }

    @Test("a directory without weights says what it holds; one without config, that it has none")
    func incomplete() throws {
        try directory.write("pytorch_model.bin", [1])
        #expect(error() == .noWeights(directory: directory.path, found: ["config.json", "pytorch_model.bin"]))
        let empty = try TemporaryDirectory()
        #expect(error(empty.path) == .noConfig(directory: empty.path))
        #expect(error("\(directory.path)/config.json") == .notACheckpoint(path: "\(directory.path)/config.json"))
        #expect(error("\(directory.path)/absent") == .notFound(name: "\(directory.path)/absent", lookedAt: ["\(directory.path)/absent"]))
        #expect(error("") == .notFound(name: "", lookedAt: []))
    }

    @Test("settings that are not JSON, or not text")
    func brokenConfig() throws {
        try write("model.safetensors", ["a"])
        for text in [[], Array("{".utf8), [0xFF, 0xFE], Array(repeating: UInt8(ascii: "["), count: 100_000)] {
            try directory.write("config.json", text)
            guard case .brokenJSON? = error() else {
                Issue.record("\(String(describing: error()))")
                continue
            }
        }
    }

    @Test("messages are one paragraph, whatever is in a name")
    func wording() {
        let nasty = "a\nb\u{1B}[31m" + String(repeating: "x", count: 5000)
        for error in [
            CheckpointError.safetensors(path: "/m", .duplicate(tensor: nasty)),
            .index(path: "/m", .absentShards(Array(repeating: nasty, count: 5000), count: 5000)),
            .notFound(name: nasty, lookedAt: [nasty]),
        ] {
            let text = error.description
            #expect(!text.contains("\n") && !text.contains("\u{1B}") && text.count < 5000)
        }
        #expect(
            CheckpointError.safetensors(path: "/m/model.safetensors", .hole(before: "b", byteCount: 4)).description
                == #""/m/model.safetensors" is not a usable safetensors file: every byte must belong to a tensor, "#
                + #"but 4 before "b" belong to none. Download or convert it again."#)
    }
}
