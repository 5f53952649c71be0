import Foundation

/// What lies at a path, symbolic links followed.
enum FileKind: Equatable {
    case absent
    /// A link whose target does not exist: what an interrupted download leaves in the Hub cache.
    case danglingLink
    case directory
    case regular(byteCount: Int)
    /// A pipe, a device, a socket.
    case special

    init(path: String) {
        var status = stat()
        if stat(path, &status) == 0 {
            self.init(status)
        } else if lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK {
            self = .danglingLink
        } else {
            self = .absent
        }
    }

    init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .directory
        case S_IFREG: self = .regular(byteCount: Int(status.st_size))
        default: self = .special
        }
    }

    var isRegular: Bool {
        if case .regular = self { true } else { false }
    }
}

/// The names in a directory, sorted; empty if it cannot be read.
func directoryContents(_ path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// `name` inside `directory`, with one slash between them.
func filePath(_ name: String, in directory: String) -> String {
    directory.hasSuffix("/") ? directory + name : directory + "/" + name
}
