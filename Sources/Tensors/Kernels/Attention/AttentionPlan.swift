/// How the heads of an attention are divided into tasks.
struct AttentionPlan: @unchecked Sendable {
    /// Rows of the cache that lie together.
    struct Run {
        /// The index of its first row.
        let first: Int
        let count: Int
        let rows: UnsafePointer<Float>
    }

    let heads: Int
    let keyValueHeads: Int
    let runs: [Run]
    /// Whether a task takes all heads of a group, so that what they share is read once; else one head.
    let isGrouped: Bool

    /// - Precondition: `cache` outlives the plan.
    init(rows: Int, heads: Int, keyValueHeads: Int, cache: CacheView) {
        self.heads = heads
        self.keyValueHeads = keyValueHeads
        isGrouped = rows == 1 && heads % keyValueHeads == 0
        var runs: [Run] = []
        cache.forEachRun { first, rows in
            runs.append(Run(first: first, count: rows.count / cache.rowLength, rows: rows.baseAddress!))
        }
        self.runs = runs
    }

    var headsPerTask: Int { isGrouped ? heads / keyValueHeads : 1 }
    var taskCount: Int { heads / headsPerTask }

    func firstHead(_ task: Int) -> Int { task * headsPerTask }
    func keyValueHead(of head: Int) -> Int { head * keyValueHeads / heads }
}
