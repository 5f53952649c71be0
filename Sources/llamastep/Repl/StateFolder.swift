import Foundation

/// Where what one session leaves to the next is kept: `~/.local/state/llamastep`, or where `XDG_STATE_HOME` says.
enum StateFolder {
    /// The path of a file; nil keeps none.
    ///
    /// - Parameter variable: of the environment, which names another file; empty keeps none
    static func path(_ name: String, unless variable: String, _ environment: [String: String]) -> String? {
        if let own = environment[variable] { return own.isEmpty ? nil : own }
        if let state = environment["XDG_STATE_HOME"], !state.isEmpty { return "\(state)/llamastep/\(name)" }
        return environment["HOME"].map { "\($0)/.local/state/llamastep/\(name)" }
    }

    /// Makes the folder that a file is to lie in.
    static func create(for path: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    }
}
