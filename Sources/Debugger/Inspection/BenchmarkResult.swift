/// What a benchmark measured: medians over its rounds.
public struct BenchmarkResult: Sendable {
    public let plan: Benchmark.Plan
    public let threads: Int
    public let own: Rates
    /// Of another program that took turns with this one.
    public let peer: Rates?
    /// Bytes of weights that one decoded token reads.
    public let weightBytesPerToken: Int
    /// What a plain read of these bytes reaches, in bytes per second.
    public let plainRead: Double
    /// The time of stepping instruction by instruction over the time of running.
    public let stepping: Double
    /// What the plain reads saw. Without anybody who could ask for it, the compiler would leave them out.
    public let plainReadSum: UInt64

    /// Weights read per second while decoding.
    public var bytesPerSecond: Double { Double(weightBytesPerToken) * (own.decode ?? 0) }
    /// How near decoding is to the memory's speed: 1 is a plain read.
    public var ofPlainRead: Double { bytesPerSecond / plainRead }
}
