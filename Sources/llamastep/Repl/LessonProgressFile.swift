import Debugger
import Foundation

/// How far a learner has come in the lessons, beside the history.
struct LessonProgressFile {
    /// A record is small; what is larger is none.
    private static let largest = 1 << 20

    private let path: String

    /// - Parameters:
    ///   - isInteractive: a script's progress is nobody's, unless a file is named for it
    ///   - environment: `LLAMASTEP_LESSONS` names another file; empty keeps none.
    init?(isInteractive: Bool, environment: [String: String]) {
        let variable = "LLAMASTEP_LESSONS"
        guard isInteractive || environment[variable] != nil, let path = StateFolder.path("lessons", unless: variable, environment) else { return nil }
        self.path = path
    }

    var record: LessonRecordFile {
        LessonRecordFile(read: read, write: write)
    }

    private func read() throws -> String? {
        // Anything but a file might never end.
        let target = (path as NSString).resolvingSymlinksInPath
        guard FileManager.default.fileExists(atPath: target) else { return nil }
        guard try FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType == .typeRegular else {
            throw Refusal("\(path) is no file.")
        }
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: target))
            defer { try? handle.close() }
            let data = try handle.read(upToCount: Self.largest) ?? Data()
            guard data.count < Self.largest, let text = String(validating: data, as: UTF8.self) else { throw Refusal("\(path) is no record of lessons.") }
            return text
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal("can't read \(path): \(reason(of: error, path)).")
        }
    }

    private func write(_ text: String) throws {
        do {
            try StateFolder.create(for: path)
            try writeFile(path, text, appends: false)
        } catch {
            throw Refusal("can't write \(path): \(reason(of: error, path)).")
        }
    }
}
