import Checkpoint
import Foundation
import JSON
import Tensors
import Trace

/// A checkpoint, a prompt, and every value that the reference implementation computed for it.
///
/// On disk: `case.json` (`input_ids`, `greedy_continuation`, `tolerance`, and `model`, a path from here to the checkpoint
/// where it does not lie in the same folder; `images`, the files of the prompt's pictures) and `expected.safetensors`, float32 by value
/// name.
public struct ReferenceCase: Sendable {
    public let name: String
    public let note: String
    public let directory: URL
    /// Where the checkpoint lies.
    public let modelPath: String
    public let inputIDs: [Int32]
    /// The pictures of the prompt, as paths.
    public let images: [String]
    public let greedyContinuation: [Int32]
    public let tolerance: ValueComparison.Tolerance
    public let expected: SafetensorsFile

    /// The values of the pass that are expected, in the file's order.
    public var valueNames: [String] {
        expected.tensors.entries.map(\.name).filter { $0 != Self.continuationLogits }
    }

    /// [n + 1, V]: the logits at the last token of the prompt and at every token of the greedy continuation.
    static let continuationLogits = "continuation.logits"

    /// - Throws: `ReferenceCaseError`, or `CheckpointError` for a broken `expected.safetensors`.
    public init(directory path: String) throws {
        let directory = URL(fileURLWithPath: path, isDirectory: true)
        self.directory = directory
        let file = directory.appendingPathComponent("case.json")
        guard let bytes = try? Data(contentsOf: file) else {
            throw ReferenceCaseError(file: file.path, reason: "there is no such file", hint: Self.layoutHint)
        }
        let json: JSONValue
        do { json = try JSONValue(parsing: [UInt8](bytes)) } catch {
            throw ReferenceCaseError(file: file.path, reason: "it is no JSON (\(error))", hint: Self.layoutHint)
        }
        func ids(_ key: String) throws(ReferenceCaseError) -> [Int32] {
            guard let list = json.object?[key]?.array else {
                throw ReferenceCaseError(file: file.path, reason: "\(key) is no list of ids", hint: Self.layoutHint)
            }
            let ids = list.compactMap { $0.int.flatMap { Int32(exactly: $0) } }
            guard ids.count == list.count else {
                throw ReferenceCaseError(file: file.path, reason: "\(key) holds something that is no id", hint: Self.layoutHint)
            }
            return ids
        }
        let pictures = json.object?["images"]?.array ?? []
        images = pictures.compactMap(\.string).map { directory.appendingPathComponent($0).path }
        guard images.count == pictures.count else {
            throw ReferenceCaseError(file: file.path, reason: "images holds something that is no file name", hint: Self.layoutHint)
        }
        name = json.object?["name"]?.string ?? directory.lastPathComponent
        note = json.object?["note"]?.string ?? ""
        inputIDs = try ids("input_ids")
        guard !inputIDs.isEmpty else {
            throw ReferenceCaseError(file: file.path, reason: "input_ids is empty", hint: "A pass needs at least one token.")
        }
        greedyContinuation = json.object?["greedy_continuation"] == nil ? [] : try ids("greedy_continuation")
        let bounds = json.object?["tolerance"]?.object
        tolerance = ValueComparison.Tolerance(
            relative: bounds?["rtol"]?.double ?? 1e-4, absolute: bounds?["atol"]?.double ?? 1e-4)
        modelPath = json.object?["model"]?.string.map { directory.appendingPathComponent($0).standardizedFileURL.path }
            ?? directory.path
        expected = try SafetensorsFile(path: directory.appendingPathComponent("expected.safetensors").path)
        guard !valueNames.isEmpty else {
            throw ReferenceCaseError(
                file: expected.path, reason: "it holds no values", hint: "Nothing was compared. " + Self.layoutHint)
        }
    }

    /// An expected value.
    public func value(named name: String) throws -> Tensor? {
        try expected.tensors[name].map { try $0.tensor() }
    }

    private static let layoutHint =
        "A case is a folder with case.json (input_ids, images, greedy_continuation, tolerance), expected.safetensors and a checkpoint."
}

/// Why a case can't be read.
public struct ReferenceCaseError: Error, Sendable, CustomStringConvertible {
    public let file: String
    public let reason: String
    public let hint: String

    public var description: String { "\(file): \(reason). \(hint)" }
}
