import Checkpoint

extension ActivationDump {
    /// An `.npz` archive: one array per value, stored or deflated.
    public init(npz path: String) throws {
        let archive = try ZipArchive(try MappedFile(path: path))
        let arrays = archive.entries.filter { $0.name.hasSuffix(".npy") }
        guard !arrays.isEmpty else {
            throw ActivationDumpError(path: path, reason: "the archive holds no .npy arrays", hint: "numpy.savez writes such files.")
        }
        func array(_ entry: ZipArchive.Entry) throws -> NumpyArray {
            do { return try NumpyArray(try archive.bytes(of: entry)) } catch let problem as NumpyArray.Problem {
                throw ActivationDumpError(path: path, reason: "\(Quoted(entry.name)): \(problem)", hint: "numpy.savez writes such files.")
            }
        }
        var ids: [[Int32]]?
        let entries = arrays.map { stored in
            let (pass, name) = Self.passAndName(String(stored.name.dropLast(4)))
            if name == "ids" || name == "input_ids", let values = try? array(stored).values, !values.isEmpty {
                ids = [values.map { Int32(exactly: $0) ?? -1 }]
            }
            return Entry(name: name, pass: pass) { .tensor(try array(stored).tensor) }
        }
        self.init(path: path, kind: "npz, \(arrays.count) arrays", entries: entries, ids: ids)
    }
}
