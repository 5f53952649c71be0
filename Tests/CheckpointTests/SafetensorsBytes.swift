/// The bytes of a safetensors file with this header, and so many zeros after it.
func safetensors(_ header: String, dataByteCount: Int) -> [UInt8] {
    let json = Array(header.utf8)
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json + Array(repeating: 0, count: dataByteCount)
}
