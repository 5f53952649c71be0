import Checkpoint
import Foundation
import Llama4
import Tensors
import Views

/// `llamastep quantize`: the same model in fewer bits, written down.
struct Quantize: Command {
    static let syntax = Syntax(
        command: "quantize", summary: "Writes a model with weights of 8 or 4 bits, in the layout of compressed-tensors.",
        operands: [modelOperand],
        options: [.init(name: "--output", short: "-o", value: "DIR", help: "the directory to write; there must be nothing of that name yet")],
        discussion: """
            All matrices become smaller but the embedding, the routers and whatever belongs to pictures. Without --weights they
            get 4 bits in groups of 32. The result is what --weights computes with, bit for bit, and other programs read it.
            Example: llamastep quantize MODEL -o MODEL-int8 --weights int8
            """)

    private let model: Model
    private let directory: String
    private let quantization: WeightQuantization
    private let console: Console

    init(_ arguments: Arguments, context: Context) throws {
        guard let directory = arguments.string("--output") else { throw UsageError("--output is missing: where shall it be written?") }
        self.directory = directory
        console = context.console
        quantization = context.quantization ?? .int4(groupLength: 32)
        var plain = context
        plain.quantization = nil
        model = try openModel(arguments.operand(0), plain)
        if model.checkpoint.location.isGGUF {
            throw UsageError(
                "\(model.checkpoint.location.name) is a GGUF file, and quantize reads safetensors. llama-quantize makes it smaller, "
                    + "or --weights int8 or int4 as it is opened")
        }
    }

    func run() throws -> ExitStatus {
        let start = ContinuousClock.now
        let isWritten = try QuantizedCheckpoint(model, quantization).write(
            to: directory, shouldContinue: { !Interruption.isRequested }
        ) { done, total in
            if ContinuousClock.now - start > .seconds(2) { console.progress("quantising: tensor \(done) of \(total)") }
        }
        guard isWritten else { return .interrupted }
        let small = try Checkpoint(directory)
        console.write("\(directory): \(Quantity.bytes(small.byteCount)) of weights, from \(Quantity.bytes(model.checkpoint.byteCount))\n")
        return .done
    }
}
