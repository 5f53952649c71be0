import Checkpoint
import Llama4

/// The first operand of most commands.
let modelOperand = Syntax.Operand(
    name: "MODEL", help: "a checkpoint's directory, a .safetensors file, or org/name in the Hugging Face cache")

/// The same where a command has a model of its own to fall back on.
let optionalModelOperand = Syntax.Operand(
    name: "MODEL", help: modelOperand.help + "; by default the embedded one", isRequired: false)

/// Opens the model that a command line names.
func openModel(_ path: String?, _ context: Context) throws -> Model {
    guard let path else { throw UsageError("MODEL is missing") }
    let model = try Model(Checkpoint(path, environment: context.environment))
    if let warning = model.tokenizer?.templateWarning { context.console.note("llamastep: \(warning)") }
    return model
}
