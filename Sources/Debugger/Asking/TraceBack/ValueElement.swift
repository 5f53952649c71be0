import Machine
import Tensors

/// One number of a pass: a register, and a place in what it holds.
struct ValueElement: Hashable, Sendable {
    let register: Register
    /// One index per axis, counted from the value's first entry.
    let indices: [Int]

    init(_ register: Register, _ indices: [Int]) {
        self.register = register
        self.indices = indices
    }
}
