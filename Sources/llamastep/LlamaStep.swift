import Debugger
import Foundation
import Tensors
import Views

/// The command line.
@main
enum LlamaStep {
    static let version = "0.1"

    static let commands: [any (Command & SendableMetatype).Type] = [
        Repl.self, Generate.self, Inspect.self, List.self, Tokenize.self, Score.self,
        Mask.self, Attention.self, Router.self, Temperature.self, Check.self, TraceCommand.self, Replay.self, Convert.self,
        Diff.self, Export.self, Quantize.self, Bench.self,
    ]

    static func main() {
        Interruption.listen()
        let context = Context(console: Console(), environment: ProcessInfo.processInfo.environment)
        var status = run(Array(CommandLine.arguments.dropFirst()), context)
        if let failure = context.console.outputFailure, failure != EPIPE {
            context.console.note("llamastep: can't write the output: \(String(cString: strerror(failure)))")
            status = .failed
        }
        Interruption.endIfAsked()
        exit(status.rawValue)
    }

    static func run(_ words: [String], _ context: Context) -> ExitStatus {
        switch words.first {
        case "--help", "-h", "help":
            let width = Screen(context.console, environment: context.environment).width
            context.console.write(words.dropFirst().first.flatMap(command(named:))?.syntax.help(width) ?? overview(width))
            return .done
        case "--version", "version":
            context.console.write("LlamaStep \(version)\n")
            return .done
        case let name? where command(named: name) != nil:
            return run(command(named: name) ?? Repl.self, Array(words.dropFirst()), context)
        case let name? where !name.hasPrefix("-"):
            // Only a model can be meant by something that is there, or that looks like a path or org/name.
            if FileManager.default.fileExists(atPath: name) || name.contains("/") || name.contains(".") || EmbeddedModels.names.contains(name) {
                return run(Repl.self, words, context)
            }
            let hint = SpellingDistance.nearest(to: name, among: commands.map { $0.syntax.command } + EmbeddedModels.names).map { "; did you mean \($0)?" } ?? ""
            context.console.note("llamastep: there is no command \(name)\(hint)\n\nllamastep --help lists them all.")
            return .misused
        default:
            return run(Repl.self, words, context)
        }
    }

    private static func run(_ command: any Command.Type, _ words: [String], _ context: Context) -> ExitStatus {
        do {
            let arguments = try Arguments(words, syntax: command.syntax)
            if arguments.has("--help") {
                context.console.write(command.syntax.help(Screen(context.console, environment: context.environment).width))
                return .done
            }
            if let threads = try arguments.int("--threads", in: 1...1024) { Parallel.threadCount = threads }
            var context = context
            if let word = arguments.string("--resident") { context.residency = try Residency(word) }
            context.quantization = try WeightOptions.quantization(arguments)
            return try command.init(arguments, context: context).run()
        } catch let error as UsageError {
            context.console.note("llamastep \(command.syntax.command): \(error)\n\(command.syntax.usage)")
            return .misused
        } catch is OpeningInterrupted {
            return .interrupted
        } catch {
            context.console.note("llamastep \(command.syntax.command): \(error)")
            return [Check.syntax.command, Diff.syntax.command].contains(command.syntax.command) ? .misused : .failed
        }
    }

    private static func command(named name: String) -> (any Command.Type)? {
        commands.first { $0.syntax.command == name }
    }

    private static func overview(_ width: Int) -> String {
        var list = DefinitionList()
        for command in commands { list.append(command.syntax.command, command.syntax.summary) }
        let closing = """
            MODEL is a directory with a checkpoint in Hugging Face layout, a .safetensors or .gguf file, a model id in the local \
            Hugging Face cache (org/name), or one of those that come with the program: \
            \(EmbeddedModels.names.joined(separator: ", ")). llamastep COMMAND --help tells more.
            """
        return """
            LlamaStep \(version): a step-through interpreter for Llama 4

            usage: llamastep              opens the debugger on the embedded model
                   llamastep COMMAND …


            """ + (list.lines(width) + [""] + closing.wrapped(to: width)).map { $0 + "\n" }.joined()
    }
}
