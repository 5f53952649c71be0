import JSON

/// Reads a whole JSON document from a file.
func parseJSONFile(_ path: String, limit: Int) throws(CheckpointError) -> JSONValue {
    let bytes = try OpenFile.contents(path: path, limit: limit)
    do {
        return try JSONValue(parsing: bytes)
    } catch {
        throw .brokenJSON(path: path, reason: "\(error)")
    }
}
