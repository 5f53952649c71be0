import Debugger
import Foundation

/// The lessons that come with the program, beside the embedded models.
struct EmbeddedLessons {
    /// The folders where they may lie, in the order of looking.
    let places: [String]

    static var ofThisProgram: EmbeddedLessons {
        EmbeddedLessons(places: EmbeddedModels.ofThisProgram.places.map { $0 + "/lessons" })
    }

    /// All of them, by name. A program that was moved without its resources has none.
    func texts() throws -> [LessonText] {
        guard let place = places.first(where: { FileManager.default.fileExists(atPath: $0) }) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: place).filter { $0.hasSuffix(".txt") }.sorted().map { file in
            LessonText(name: String(file.dropLast(4)), text: try String(contentsOfFile: "\(place)/\(file)", encoding: .utf8))
        }
    }
}
