import Tensors

/// Makes matrices smaller, one after the other, and tells how far it is.
///
/// A matrix that has as few bits already stays as it is. What a matrix came from is let go as soon as it has been read, so
/// that memory never holds more than the small model and one tensor.
public final class Quantizer {
    public let quantization: WeightQuantization
    private let progress: (_ done: Int, _ total: Int) -> Void
    private let shouldContinue: () -> Bool
    private var done = 0
    private var total = 0
    /// The first matrix that could not be quantised.
    public private(set) var problem: QuantizationProblem?

    public init(
        _ quantization: WeightQuantization, shouldContinue: @escaping () -> Bool = { true },
        progress: @escaping (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) {
        self.quantization = quantization
        self.shouldContinue = shouldContinue
        self.progress = progress
    }

    func begin(matrices: Int) {
        (done, total) = (0, matrices)
    }

    func quantized(_ matrix: WeightMatrix) -> WeightMatrix {
        guard problem == nil, shouldContinue() else { return matrix }
        defer {
            done += 1
            progress(done, total)
        }
        guard matrix.encoding != .int4, matrix.encoding != quantization.encoding else { return matrix }
        do {
            let small = try matrix.quantized(quantization)
            matrix.pagedMemory?.letGo(matrix.addresses)
            return small
        } catch {
            problem = error
            return matrix
        }
    }
}
