import Tensors

/// Squares of patches become one row each.
public struct PixelShuffle: Operation {
    public static let mnemonic = "pixel_shuffle"
    public static let documentation = OperationDocumentation(
        summary: "Puts the patches of every square side by side: fewer rows, each of which knows more. This is where patches become tokens.",
        formula: "y[n, (i, j)] = x[n, (b·i, b·j)] ‖ x[n, (b·i, b·j + 1)] ‖ x[n, (b·i + 1, b·j)] ‖ …,  b = 1 / pixel_shuffle_ratio",
        shapes: "x [N, P, D] → [N, P/b², b²·D]",
        numerics: "within a square from left to right, then from top to bottom",
        cost: "no flops; reads no weights",
        example: "4 × 4 patches with b = 2: token 0 is made of the patches 0, 1, 4, 5",
        source: "Shi et al. 2016 (arXiv:1609.05158), the other way round; transformers pixel_shuffle in modeling_llama4.py")

    /// Patches along a side of a square.
    public let block: Int

    public var attributes: String { "\(block)×\(block)" }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.pixelShuffle(operands.tensor(0), block: block))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    public func pixelShuffle(_ x: Register, block: Int, patches: Int, rowLength: Int, as name: String) -> Register {
        append(
            PixelShuffle(block: block), from: [x],
            shape: [.tiles, .fixed(patches / (block * block)), .fixed(rowLength * block * block)], as: name)
    }
}
