import Tensors

/// Early fusion: the picture's rows take the place of its tokens' embeddings.
public struct PlaceImage: Operation {
    public static let mnemonic = "place_image"
    public static let documentation = OperationDocumentation(
        summary: "Early fusion: at the picture's tokens, the rows that the vision tower made take the place of the embeddings. From here on they are tokens like any other.",
        formula: "y[t] = rows[r] if places[r] = t, else x[t]",
        shapes: "x [T, D], rows [R, D], places [R] → [T, D]",
        numerics: "copied, neither scaled nor normed",
        cost: "no flops; reads no weights",
        example: "places [3, 4]: positions 3 and 4 of the pass hold the picture's rows 0 and 1",
        source: "transformers Llama4ForConditionalGeneration.forward (masked_scatter)")

    public func execute(_ operands: Operands) throws(OperationError) -> Value {
        let (x, rows, places) = (operands.tensor(0), operands.tensor(1), operands.indices(2))
        guard rows.shape.rowCount == places.count, places.values.allSatisfy({ $0 >= 0 && Int($0) < x.shape.rowCount }) else {
            throw OperationError("\(rows.shape.rowCount) rows of pictures don't fit \(places.count) places among \(x.shape.rowCount) tokens")
        }
        return .tensor(Kernels.replaceRows(x, with: rows, at: places))
    }

    public func flops(_ operands: [Shape], result: Shape) -> Int { 0 }
}

extension ProgramBuilder {
    public func placeImage(_ x: Register, rows: Register, places: Register, as name: String) -> Register {
        append(PlaceImage(), from: [x, rows, places], shape: shape(of: x), as: name)
    }
}
