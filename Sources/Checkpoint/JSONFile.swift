import JSON

extension JSONError {
    /// What is wrong and where, fit to stand within a sentence, whatever names the file has.
    package var clause: String {
        let sentence = Quoted.escaped(description.unicodeScalars)
        let clause = sentence.hasSuffix(".") ? sentence.dropLast() : sentence[...]
        return clause.prefix(1).lowercased() + clause.dropFirst()
    }
}

/// Reads a whole JSON document from a file.
func parseJSONFile(_ path: String, limit: Int) throws(CheckpointError) -> JSONValue {
    let bytes = try OpenFile.contents(path: path, limit: limit)
    do {
        return try JSONValue(parsing: bytes)
    } catch {
        throw .brokenJSON(path: path, error)
    }
}
