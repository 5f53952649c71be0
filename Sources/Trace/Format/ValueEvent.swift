import Tensors

/// An instruction has been executed.
public struct ValueEvent: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
        case tensor, indices, mask, cache
    }

    /// Extremes, mean and spread are over the numbers that are finite; nil where none is.
    public struct Stats: Hashable, Sendable {
        public var minimum: Float?
        public var maximum: Float?
        public var mean: Float?
        public var std: Float?
        /// √Σx²
        public var norm: Float?
        public var nan: Int
        /// Of either sign.
        public var inf: Int

        public init(minimum: Float?, maximum: Float?, mean: Float?, std: Float?, norm: Float?, nan: Int, inf: Int) {
            (self.minimum, self.maximum, self.mean, self.std) = (minimum, maximum, mean, std)
            (self.norm, self.nan, self.inf) = (norm, nan, inf)
        }

        public init(_ statistics: TensorStatistics) {
            let isEmpty = statistics.finiteCount == 0
            self.init(
                minimum: isEmpty ? nil : statistics.minimum, maximum: isEmpty ? nil : statistics.maximum,
                mean: isEmpty ? nil : Float(statistics.mean), std: isEmpty ? nil : Float(statistics.standardDeviation),
                norm: isEmpty ? nil : Float(statistics.norm), nan: statistics.nanCount, inf: statistics.infinityCount)
        }
    }

    /// A mask is a rule, not numbers.
    public struct Mask: Hashable, Sendable {
        public var chunk: Int?
        public var firstQuery: Int
        public var firstKey: Int

        public init(chunk: Int?, firstQuery: Int, firstKey: Int) {
            (self.chunk, self.firstQuery, self.firstKey) = (chunk, firstQuery, firstKey)
        }
    }

    /// The rows of a cache that lie in the trace: those that came with this pass. Earlier ones came with earlier passes.
    public struct Rows: Hashable, Sendable {
        /// The absolute position of the cache's first row.
        public var firstPosition: Int
        /// The absolute position of the first of the rows that are recorded here.
        public var recordedFrom: Int

        public init(firstPosition: Int, recordedFrom: Int) {
            (self.firstPosition, self.recordedFrom) = (firstPosition, recordedFrom)
        }
    }

    public var pass: Int
    public var pc: Int
    public var name: String
    public var operation: String
    public var kind: Kind
    public var shape: [Int]
    /// Of a cache, those of the recorded rows; nil for a mask.
    public var stats: Stats?
    /// How long it took; nil where nobody measured it.
    public var seconds: Float?
    /// Weights that were read.
    public var bytesRead: Int?
    public var flops: Int?
    public var mask: Mask?
    public var rows: Rows?
    /// All numbers, where they are few.
    public var values: [Float]?
    /// The key of the numbers in the safetensors file.
    public var tensor: String?

    public init(
        pass: Int, pc: Int, name: String, operation: String, kind: Kind, shape: [Int], stats: Stats? = nil,
        seconds: Float? = nil, bytesRead: Int? = nil, flops: Int? = nil, mask: Mask? = nil, rows: Rows? = nil,
        values: [Float]? = nil, tensor: String? = nil
    ) {
        (self.pass, self.pc, self.name, self.operation) = (pass, pc, name, operation)
        (self.kind, self.shape, self.stats, self.seconds) = (kind, shape, stats, seconds)
        (self.bytesRead, self.flops, self.mask, self.rows) = (bytesRead, flops, mask, rows)
        (self.values, self.tensor) = (values, tensor)
    }

    /// Whether the numbers themselves are recorded.
    public var isRecorded: Bool { values != nil || tensor != nil || mask != nil }
}
