extension ChatTemplate {
    /// Whether a template in Jinja is the one that these rules are taken from: compared by a hash, spaces and line ends left out.
    static func isKnown(source: String) -> Bool {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in source.utf8 where ![0x20, 0x09, 0x0A, 0x0D].contains(byte) {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return known.contains(hash)
    }

    /// FNV-1a of the template in transformers 5.23 `processing_llama4.py`.
    private static let known: Set<UInt64> = [0x4600_452C_CCCD_10DC]
}
