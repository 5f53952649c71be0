import Foundation

/// The small trained models that come with the program.
///
/// They lie in a folder beside the executable, where the package manager puts them, and move with it. Nothing depends on where
/// the program was built.
struct EmbeddedModels {
    /// What is taken when no model is named.
    static let defaultName = "pocket-scout"
    static let names = ["pocket-scout", "pocket-maverick", "pocket-vision"]

    /// The resource folder that the package manager makes of `Sources/llamastep/Resources`.
    private static let folder = "LlamaStep_llamastep.resources/Resources"

    /// Where the models may lie, in the order of looking.
    let places: [String]

    /// - Parameter executable: the path of the running program
    init(executable: String) {
        let beside = (executable as NSString).deletingLastPathComponent
        places = [
            "\(beside)/\(Self.folder)",
            "\(beside)/../share/llamastep",
        ].map { ($0 as NSString).standardizingPath }
    }

    /// The program that runs.
    static var ofThisProgram: EmbeddedModels {
        let link = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return EmbeddedModels(executable: link ?? CommandLine.arguments[0])
    }

    /// The directory of a model.
    func directory(of name: String) throws -> String {
        let candidates = places.map { "\($0)/\(name)" }
        guard let found = candidates.first(where: { FileManager.default.fileExists(atPath: $0 + "/config.json") }) else {
            throw EmbeddedModelMissing(name: name, places: candidates)
        }
        return found
    }
}

/// The program was moved without its resources.
struct EmbeddedModelMissing: Error, CustomStringConvertible {
    let name: String
    let places: [String]

    var description: String {
        """
        the embedded model \(name) is not there. It was looked for in \(places.joined(separator: " and ")). Move the folder \
        LlamaStep_llamastep.resources together with the program, or name another model.
        """
    }
}
