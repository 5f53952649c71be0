/// Which keys a query may see, as a rule. It becomes numbers only where somebody looks.
///
///     visible(q, k)  =  k ≤ q  and, with chunks of c,  ⌊q / c⌋ = ⌊k / c⌋
///
/// q and k are absolute positions.
public struct AttentionMask: Hashable, Sendable {
    /// Positions per attention chunk; nil is full causal attention.
    public let chunk: Int?
    /// The position of the first query and the number of queries (T).
    public let firstQuery: Int
    public let queryCount: Int
    /// The position of the first key and the number of keys (S).
    public let firstKey: Int
    public let keyCount: Int

    public init(chunk: Int?, firstQuery: Int, queryCount: Int, firstKey: Int, keyCount: Int) {
        self.chunk = chunk
        self.firstQuery = firstQuery
        self.queryCount = queryCount
        self.firstKey = firstKey
        self.keyCount = keyCount
    }

    /// The first position that a query at `position` may see.
    public static func firstVisible(from position: Int, chunk: Int?) -> Int {
        chunk.map { position / $0 * $0 } ?? 0
    }

    public func allows(query: Int, key: Int) -> Bool {
        key <= query && key >= Self.firstVisible(from: query, chunk: chunk)
    }

    public var shape: Shape { [queryCount, keyCount] }

    /// The columns that row `row` may see.
    public func visibleColumns(row: Int) -> Range<Int> {
        let query = firstQuery + row
        let first = max(Self.firstVisible(from: query, chunk: chunk) - firstKey, 0)
        let end = min(query - firstKey + 1, keyCount)
        return min(first, max(end, 0))..<max(end, 0)
    }

    /// The mask in numbers: 1 = visible, 0 = hidden, [T, S].
    public var tensor: Tensor {
        Tensor(shape) { target in
            target.update(repeating: 0)
            for row in 0..<queryCount {
                for column in visibleColumns(row: row) { target[row * keyCount + column] = 1 }
            }
        }
    }
}
