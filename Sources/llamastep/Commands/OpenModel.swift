import Checkpoint
import Debugger
import Foundation
import Llama4

/// A model that has to be named.
let modelOperand = Syntax.Operand(name: "MODEL", help: "a checkpoint: directory, .safetensors, .gguf, org/name, pocket-scout")

/// The first operand of most commands, which have a model of their own to fall back on.
let optionalModelOperand = Syntax.Operand(
    name: "MODEL", help: "a checkpoint: directory, .safetensors, .gguf, org/name (default: pocket-scout)", isRequired: false)

extension Arguments {
    /// The operands `[MODEL] [TEXT]`: where there is only one and a text is needed, it is the text.
    ///
    /// - Parameter hasText: whether nothing else gives what the text would
    func modelAndText(hasText: Bool) throws(UsageError) -> (model: String?, text: String?) {
        guard hasText, operands.count == 1, let word = operands.first else { return (operand(0), operand(1)) }
        if EmbeddedModels.names.contains(word) || word.hasSuffix(".safetensors") || word.hasSuffix(".gguf") || FileManager.default.fileExists(atPath: word + "/config.json") {
            throw UsageError("\(word) is a model, and TEXT is missing behind it")
        }
        return (nil, word)
    }
}

/// Opens the model that a command line names.
///
/// - Parameter name: nil is the embedded model.
func openModel(_ name: String?, _ context: Context) throws -> Model {
    let checkpoint = try Checkpoint(modelPath(name), environment: context.environment)
    BusError.explain(checkpoint.files)
    let start = ContinuousClock.now
    let quantizer = context.quantization.map { quantization in
        Quantizer(quantization, shouldContinue: { !Interruption.isRequested }) { done, total in
            if ContinuousClock.now - start > .seconds(2) { context.console.progress("quantising: matrix \(done) of \(total)") }
        }
    }
    let model = try Model(checkpoint, quantizer: quantizer).paged(by: context.residency.pager(byteCount: checkpoint.byteCount))
    context.console.clearProgress()
    if quantizer != nil, Interruption.isRequested { throw OpeningInterrupted() }
    if let warning = model.tokenizer?.templateWarning { context.console.note("llamastep: \(warning)") }
    return model
}

/// Ctrl-C while a model was being opened.
struct OpeningInterrupted: Error {}

/// What a user's word for a model stands for: an embedded model unless something else has that name.
func modelPath(_ name: String?) throws -> String {
    let name = name ?? EmbeddedModels.defaultName
    let isThere = FileManager.default.fileExists(atPath: name)
    if !isThere, !EmbeddedModels.names.contains(name), let near = SpellingDistance.nearest(to: name, among: EmbeddedModels.names) {
        throw UsageError("there is no model \(name); did you mean \(near)?")
    }
    if !isThere, name.contains(" "), !name.contains("/") { throw UsageError("there is no model “\(name)”; a text goes behind --prompt") }
    guard EmbeddedModels.names.contains(name), !isThere else { return name }
    return try EmbeddedModels.ofThisProgram.directory(of: name)
}
