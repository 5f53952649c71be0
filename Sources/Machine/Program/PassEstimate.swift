import Tensors

/// What a pass will cost, before anything has run: the shape of every value, and from it bytes and arithmetic of every instruction.
///
///     PassEstimate(program, newPositions: 1, firstPosition: 100_000).total.flops
public struct PassEstimate: Sendable {
    /// What one or several instructions cost.
    public struct Cost: Hashable, Sendable {
        /// Bytes of weights that are read. Where a router chooses, those of as many experts as there can be.
        public var weightBytes = 0
        /// Bytes of values that are read or written, cached keys and values included.
        public var valueBytes = 0
        /// Floating-point operations, as the operations' documentation counts them.
        public var flops = 0

        public init() {}

        public static func + (a: Cost, b: Cost) -> Cost {
            var sum = a
            sum.weightBytes += b.weightBytes
            sum.valueBytes += b.valueBytes
            sum.flops += b.flops
            return sum
        }
    }

    public let newPositions: Int
    public let firstPosition: Int
    private let program: Program
    /// By register.
    private let shapes: [Shape]

    /// - Parameters:
    ///   - newPositions: T
    ///   - firstPosition: the absolute position of the first of them, so the number of cached ones
    public init(_ program: Program, newPositions: Int, firstPosition: Int) {
        self.program = program
        self.newPositions = newPositions
        self.firstPosition = firstPosition
        var shapes: [Shape] = program.inputs.map { input in
            Self.resolve(input.shape, newPositions: newPositions, visibleKeys: firstPosition)
        }
        // S differs from layer to layer: it follows from the cache that a value was computed from.
        var visible = [Int?](repeating: nil, count: program.inputs.count)
        for instruction in program.instructions {
            var keys = instruction.operands.lazy.compactMap { visible[$0.index] }.first
            if let append = instruction.operation as? AppendCache {
                keys = firstPosition + newPositions - AttentionMask.firstVisible(from: firstPosition, chunk: append.chunk)
            }
            visible.append(keys)
            shapes.append(Self.resolve(instruction.shape, newPositions: newPositions, visibleKeys: keys ?? 0))
        }
        self.shapes = shapes
    }

    public func shape(of register: Register) -> Shape { shapes[register.index] }

    public func cost(of instruction: Instruction) -> Cost {
        let operands = instruction.operands.map { shapes[$0.index] }
        let result = shapes[instruction.result.index]
        var cost = Cost()
        cost.weightBytes = instruction.operation.weightBytes(operands)
        cost.flops = instruction.operation.flops(operands, result: result)
        cost.valueBytes = instruction.operation is AppendCache
            // Pages are only appended to.
            ? 2 * byteCount(instruction.operands[1])
            : (instruction.operands + [instruction.result]).reduce(0) { $0 + byteCount($1) }
        return cost
    }

    /// A mask is a rule, and takes next to nothing.
    private func byteCount(_ register: Register) -> Int {
        let operation = program.instruction(writing: register)?.operation
        return operation is CausalMask || operation is ChunkedMask ? 0 : 4 * shapes[register.index].elementCount
    }

    public func cost(of instructions: some Sequence<Instruction>) -> Cost {
        instructions.reduce(Cost()) { $0 + cost(of: $1) }
    }

    public var total: Cost { cost(of: program.instructions) }

    private static func resolve(_ shape: SymbolicShape, newPositions: Int, visibleKeys: Int) -> Shape {
        Shape(shape.extents.map { extent in
            switch extent {
            case .fixed(let length): length
            // What is new in a pass of the vision tower are tiles.
            case .newPositions, .tiles, .imageRows: newPositions
            case .visibleKeys: visibleKeys
            }
        })
    }
}
