import Tensors

/// All that is needed to run a pass again: what came in, and what was set by hand.
struct PassRecord {
    /// A value that somebody put into a register.
    struct Edit {
        /// The instruction before which it was made.
        let pc: Int
        let register: Register
        let value: Value
    }

    let ids: [Int32]
    let firstPosition: Int
    /// The caches as the pass before left them, in the order of the program's carries' inputs.
    let carried: [CacheView]
    /// Values of other inputs, by name.
    let given: [String: Value]
    var edits: [Edit] = []
}
