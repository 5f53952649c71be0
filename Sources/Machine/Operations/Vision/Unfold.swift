import Tensors

/// Cuts tiles into patches.
public struct Unfold: Operation {
    public static let mnemonic = "unfold"
    public static let documentation = OperationDocumentation(
        summary: "Cuts every tile into square patches and lays each one out in a row: all red values, then all green, then all blue.",
        formula: "y[n, r·G + c, (ch·p + ky)·p + kx] = x[n, ch, r·p + ky, c·p + kx],  G patches a row",
        shapes: "x [N, 3, h, w] → [N, P, 3·p²]",
        numerics: "patches come row by row; within one, the channel is outermost",
        cost: "no flops; reads no weights",
        example: "a tile of 28 × 28 with p = 7: 16 patches of 147 numbers; patch 5 begins at the pixel (7, 7)",
        source: "Dosovitskiy et al. 2020 (arXiv:2010.11929); torch.nn.Unfold in transformers Llama4UnfoldConvolution")

    public let patchSize: Int

    public var attributes: String { "\(patchSize)×\(patchSize)" }

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        .tensor(Kernels.unfold(operands.tensor(0), patchSize: patchSize))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    /// - Parameter patches: how many a tile has
    public func unfold(_ x: Register, patchSize: Int, patches: Int, channels: Int, as name: String) -> Register {
        append(
            Unfold(patchSize: patchSize), from: [x],
            shape: [.tiles, .fixed(patches), .fixed(channels * patchSize * patchSize)], as: name)
    }
}
