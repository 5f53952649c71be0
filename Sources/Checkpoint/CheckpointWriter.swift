import Foundation
import JSON

/// Writes a checkpoint's directory: settings, and tensors in shards with their index.
///
/// Everything is written under a temporary name beside the final one, and renamed when it is whole. A writer that is given up
/// leaves nothing behind.
///
///     let writer = try CheckpointWriter(directory: "small", tensors: announcements)
///     for … { try writer.append(bytes) }
///     try writer.write(config, to: "config.json")
///     try writer.finish()
public final class CheckpointWriter {
    public let directory: String
    private let temporary: String
    private let shards: [Shard]
    private var shard = 0
    private var writer: SafetensorsWriter?
    /// Tensors that the open shard still waits for.
    private var waiting: ArraySlice<SafetensorsWriter.Announcement> = []
    private var isFinished = false

    private struct Shard {
        var file = ""
        var tensors: [SafetensorsWriter.Announcement] = []
        var byteCount = 0
    }

    /// - Parameters:
    ///   - tensors: in the order in which their bytes will come.
    ///   - shardLimit: bytes of a file, unless one tensor alone is larger.
    /// - Throws: if there is something of that name, or nothing can be written there.
    public init(
        directory: String, tensors: [SafetensorsWriter.Announcement], shardLimit: Int = 5_000_000_000
    ) throws(CheckpointError) {
        var path = directory
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        self.directory = path
        guard FileKind(path: path) == .absent || directoryContents(path).isEmpty && FileKind(path: path) == .directory else {
            throw .exists(path: path)
        }
        var shards = [Shard()]
        for tensor in tensors {
            if shards[shards.count - 1].byteCount + tensor.byteCount > shardLimit, !shards[shards.count - 1].tensors.isEmpty { shards.append(Shard()) }
            shards[shards.count - 1].tensors.append(tensor)
            shards[shards.count - 1].byteCount += tensor.byteCount
        }
        for index in shards.indices {
            let digits = { (number: Int) in String(repeating: "0", count: max(0, 5 - String(number).count)) + String(number) }
            shards[index].file = shards.count == 1
                ? "model.safetensors" : "model-\(digits(index + 1))-of-\(digits(shards.count)).safetensors"
        }
        self.shards = shards
        temporary = "\(path).\(getpid()).\(UInt32.random(in: 0...UInt32.max)).partial"
        guard mkdir(temporary, 0o755) == 0 else { throw .system(operation: "create", path: temporary, code: errno) }
        try openShard()
    }

    deinit {
        guard !isFinished else { return }
        writer = nil
        try? FileManager.default.removeItem(atPath: temporary)
    }

    /// Adds the bytes of the next announced tensor.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
        while waiting.isEmpty, shard + 1 < shards.count {
            shard += 1
            try openShard()
        }
        let tensor = waiting.popFirst()
        guard let tensor, let writer, bytes.count == tensor.byteCount else {
            throw .unwritable(path: directory, .tooManyBytes(announced: tensor?.byteCount ?? 0))
        }
        try writer.append(bytes)
        if waiting.isEmpty { try writer.finish() }
    }

    public func write(_ json: JSONValue, to name: String) throws(CheckpointError) {
        let path = filePath(name, in: temporary)
        guard FileManager.default.createFile(atPath: path, contents: Data((json.text(.pretty()) + "\n").utf8)) else {
            throw .system(operation: "write", path: path, code: errno)
        }
    }

    /// Copies a small file under its own name.
    public func copy(_ path: String) throws(CheckpointError) {
        let bytes = try OpenFile.contents(path: path, limit: 1 << 30)
        let target = filePath(URL(fileURLWithPath: path).lastPathComponent, in: temporary)
        guard FileManager.default.createFile(atPath: target, contents: Data(bytes)) else {
            throw .system(operation: "write", path: target, code: errno)
        }
    }

    /// Puts the directory in its place.
    ///
    /// - Throws: if bytes of a tensor are missing, or it cannot be put there.
    public func finish() throws(CheckpointError) {
        guard shard == shards.count - 1, waiting.isEmpty else {
            let announced = shards.reduce(0) { $0 + $1.byteCount }
            let missing = waiting.reduce(0) { $0 + $1.byteCount } + shards[(shard + 1)...].reduce(0) { $0 + $1.byteCount }
            throw .unwritable(path: directory, .tooFewBytes(announced: announced, written: announced - missing))
        }
        if shards[0].tensors.isEmpty { try writer?.finish() }
        writer = nil
        if shards.count > 1 { try write(index, to: "model.safetensors.index.json") }
        guard rename(temporary, directory) == 0 else { throw .system(operation: "write", path: directory, code: errno) }
        isFinished = true
    }

    private func openShard() throws(CheckpointError) {
        waiting = shards[shard].tensors[...]
        writer = try SafetensorsWriter(
            path: filePath(shards[shard].file, in: temporary), tensors: shards[shard].tensors, metadata: [("format", "pt")])
    }

    private var index: JSONValue {
        let places = shards.flatMap { shard in shard.tensors.map { ($0.name, JSONValue.string(shard.file)) } }
        return [
            "metadata": ["total_size": .int(shards.reduce(0) { $0 + $1.byteCount })],
            "weight_map": .object(JSONObject(pairs: places)),
        ]
    }
}
