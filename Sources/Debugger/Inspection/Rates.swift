/// Tokens per second.
public struct Rates: Sendable {
    /// Of a prompt; nil if somebody didn't say.
    public let prefill: Double?
    /// One by one.
    public let decode: Double?

    public init(prefill: Double?, decode: Double?) {
        self.prefill = prefill
        self.decode = decode
    }

    static func medians(_ rates: [Rates]) -> Rates {
        Rates(prefill: rates.compactMap(\.prefill).median, decode: rates.compactMap(\.decode).median)
    }
}

extension [Double] {
    /// The middle one, of two middle ones the larger; nil if there is none.
    var median: Double? { isEmpty ? nil : sorted()[count / 2] }
}
