import Foundation
import JSON
import Tensors

/// Why a model's files could not be opened, read or written.
public enum CheckpointError: Error, Sendable, Equatable {
    /// Nothing goes by this name.
    case notFound(name: String, lookedAt: [String])
    case notACheckpoint(path: String)
    case noConfig(directory: String)
    case noWeights(directory: String, found: [String])

    case notCached(model: ModelID, lookedAt: String)
    case revisionNotCached(model: ModelID, lookedAt: String, available: [String])
    case brokenReference(path: String, found: String)

    case absentFile(path: String)
    case danglingLink(path: String)
    case notARegularFile(path: String)
    case emptyFile(path: String)
    case fileTooLarge(path: String, byteCount: Int, limit: Int)
    /// The operating system refused.
    case system(operation: String, path: String, code: Int32)

    case brokenJSON(path: String, JSONError)
    case safetensors(path: String, SafetensorsProblem)
    case gguf(path: String, GGUFProblem)
    case index(path: String, ShardIndexProblem)

    case absentTensor(path: String, tensor: String, count: Int)
    case unreadableValues(file: String, tensor: String, dtype: DType, wanted: String)
    case unwritable(path: String, WriterProblem)
    /// Something of that name is there already.
    case exists(path: String)
    /// A file can't take its place.
    case irreplaceable(path: String)
}

extension CheckpointError: CustomStringConvertible {
    /// One paragraph: what, where, what was expected, what was found, and what to try.
    public var description: String {
        switch self {
        case .notFound(let name, let places) where places.isEmpty:
            "\(Quoted(name)) names no model. "
                + "Give a directory, a .safetensors or .gguf file, or a model of the local Hugging Face cache as org/name."
        case .notFound(let name, let places):
            "No model \(Quoted(name)): looked for \(Enumeration(places.map(quotedPath), separator: ", then ")). "
                + "Give a directory, a .safetensors or .gguf file, or a model that was downloaded before as org/name."
        case .notACheckpoint(let path):
            "\(quotedPath(path)) is not a checkpoint: a directory or a file ending in .safetensors or .gguf was expected. "
                + "If it is one of a checkpoint's files, give its directory."
        case .noConfig(let directory):
            "\(quotedPath(directory)) has no config.json, which says how the model is built. "
                + "Give a directory in Hugging Face layout, or put the model's config.json beside its weights."
        case .noWeights(let directory, let found):
            "\(quotedPath(directory)) has neither model.safetensors nor model.safetensors.index.json. "
                + "It holds \(found.isEmpty ? "nothing" : Enumeration(found.map { Quoted($0).description }).description). "
                + "Weights in other formats must be converted to safetensors first."
        case .notCached(let model, let folder):
            "\(model) is not in the local Hugging Face cache: there is no \(quotedPath(folder)). "
                + "Download it first (hf download \(model.repository)), or give a directory."
        case .revisionNotCached(let model, let place, let available):
            "Revision \(Quoted(model.revision)) of \(model.repository) is not in the local Hugging Face cache: "
                + "there is no \(quotedPath(place)). "
                + (available.isEmpty
                    ? "No revision is; download it first (hf download \(model.repository))."
                    : "Cached are \(Enumeration(available.map { Quoted($0).description })); name one as \(model.repository)@revision.")
        case .brokenReference(let path, let found):
            "\(quotedPath(path)) should hold the name of a snapshot, but holds \(Quoted(found, limit: 60)). Download the model again."
        case .absentFile(let path):
            "There is no file \(quotedPath(path)). Check the path."
        case .danglingLink(let path):
            "\(quotedPath(path)) is a link to a file that is not there; an interrupted download leaves that. Download the file again."
        case .notARegularFile(let path):
            "\(quotedPath(path)) is not a regular file. Give a file that can be mapped into memory."
        case .emptyFile(let path):
            "\(quotedPath(path)) is empty. Download or copy it again."
        case .fileTooLarge(let path, let count, let limit):
            "\(quotedPath(path)) has \(count) bytes, but at most \(limit) were expected of such a file. "
                + "Is it another file under this name?"
        case .system(let operation, let path, let code):
            "Could not \(operation) \(quotedPath(path)): \(String(cString: strerror(code))). "
                + "Check the path, its permissions and the free space."
        case .brokenJSON(let path, let error):
            "\(quotedPath(path)) is not valid JSON: \(error.clause). Download or copy the file again, or correct it there."
        case .safetensors(let path, let problem):
            "\(quotedPath(path)) is not a usable safetensors file: \(problem). Download or convert it again."
        case .gguf(let path, let problem):
            "\(quotedPath(path)) is not a usable GGUF file: \(problem). Download or convert it again, or give another format of the model."
        case .index(let path, let problem):
            "The shard index \(quotedPath(path)) is not usable: \(problem). Download it and its shards again."
        case .absentTensor(let path, let tensor, let count):
            "\(quotedPath(path)) has no tensor \(Quoted(tensor)) among its \(count)."
        case .unreadableValues(let file, let tensor, let dtype, let wanted):
            "\(Quoted(tensor)) in \(quotedPath(file)) is stored as \(dtype.rawValue) and cannot be read as \(wanted)."
        case .exists(let path):
            "\(quotedPath(path)) is there already, and nothing is written over. Give another name, or remove it first."
        case .irreplaceable(let path):
            "\(quotedPath(path)) is no ordinary file, and a file can't take its place. Give the name of a file."
        case .unwritable(let path, let problem):
            "\(quotedPath(path)) was not written: \(problem)."
        }
    }
}

/// Paths are shown in full where a name would be cut.
private func quotedPath(_ path: String) -> String {
    Quoted(path, limit: 1000).description
}
