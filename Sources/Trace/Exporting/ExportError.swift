import Checkpoint

/// Why a recording can't be written in another form.
public enum ExportError: Error, Sendable {
    case trace(TraceError)
    case file(CheckpointError)
    /// A piece of the page that should have come with the program.
    case template(path: String, problem: String)
}

extension ExportError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .trace(let error): error.description
        case .file(let error): error.description
        case .template(let path, let problem):
            "\(path) belongs to the replay page, and \(problem). Move the folder LlamaStep_llamastep.resources together with the program."
        }
    }
}
