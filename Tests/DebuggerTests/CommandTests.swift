import Foundation
import Images
import JSON
import Testing
import Views

@testable import Debugger
@testable import Trace

@Suite("Commands")
struct CommandTests {
    @Test("every example in the help works after a prompt")
    func examples() throws {
        let start = try GoldenModel.debugger("scout", ids: 20)
        // These are about pictures, which scout does not see.
        let seeing = ["image", "tiles"]
        for entry in CommandRegistry.all where !(["quit"] + seeing).contains(entry.page.name) {
            for line in entry.page.details.split(separator: "\n") where line.hasPrefix("Example: ") {
                var debugger = start
                debugger.execute(["finish", "until"].contains(entry.page.name) ? "goto 60" : "goto end")
                for line in ["break attn.scores", "break rope", "break layer 2", "break attn.out", "display layer", "shrink floor=2", "ablate shared 0", "snapshot"] { debugger.execute(line) }
                let reply = debugger.execute(String(line.dropFirst("Example: ".count)), world: FileTable().world)
                #expect(!reply.isRefused, "\(line): \(reply.text)")
            }
        }
    }

    @Test("the examples of commands about pictures work on a model that sees them")
    func seeingExamples() throws {
        let world = World(readPicture: { _ in try Picture(contentsOf: GoldenModel.directory("vision/wide.png")) })
        var debugger = Debugger(model: try GoldenModel.load("vision"))
        for name in ["image", "tiles"] {
            guard case .found(let command) = CommandRegistry.lookUp(name) else { continue }
            for example in command.page.examples {
                let reply = debugger.execute(example, world: world)
                #expect(!reply.isRefused, "\(example): \(reply.text)")
            }
        }
    }

    @Test("every command answers in JSON too, also when it refuses")
    func json() throws {
        let start = try GoldenModel.debugger("maverick", ids: 5)
        for entry in CommandRegistry.all where !["define", "commands", "quit"].contains(entry.page.name) {
            for operand in ["", " resid_post", " 1", " nonsense"] {
                var debugger = start
                debugger.execute("goto end")
                let reply = debugger.execute(entry.page.name + operand + " --json", world: FileTable().world)
                #expect((try? JSONValue(parsing: [UInt8](reply.text.utf8))) != nil, "\(entry.page.name)\(operand): \(reply.text)")
            }
        }
    }

    @Test("names and words that lead to a command are distinct")
    func distinct() {
        let words = CommandRegistry.all.flatMap { [$0.page.name] + $0.page.aliases }
        #expect(Set(words).count == words.count)
        for entry in CommandRegistry.all {
            #expect(entry.page.summary.hasSuffix("."))
            #expect(entry.page.details.contains("Example:"), "\(entry.page.name)")
        }
        #expect(ReferencePage.commands.markdown.contains("### reverse-continue"))
    }

    @Test("gdb's letters mean what they mean in gdb", arguments: [
        ("s", "step"), ("n", "next"), ("c", "continue"), ("p", "print"), ("l", "list"), ("b", "break"), ("u", "until"), ("x", "x"), ("d", "delete"),
        ("i", "info"), ("bt", "where"), ("rc", "reverse-continue"), ("tb", "tbreak"), ("r", "restart"), ("q", "quit"), ("h", "help"), ("fin", "finish"),
        ("disp", "display"), ("cond", "condition"), ("wat", "watch"), ("en", "enable"),
    ])
    func letters(letter: String, meaning: String) {
        guard case .found(let entry) = CommandRegistry.lookUp(letter) else {
            Issue.record("\(letter) means nothing")
            return
        }
        #expect(entry.page.name == meaning)
    }

    @Test("completion offers commands, names, words")
    func completion() throws {
        let debugger = try GoldenModel.debugger("scout", ids: 3)
        func complete(_ line: String) -> [String] { debugger.completions(for: line, at: line.count) }
        #expect(complete("rev") == ["reverse-continue", "reverse-finish", "reverse-next", "reverse-step"])
        #expect(complete("print layers.3.attn.pat") == ["layers.3.attn.pattern"])
        #expect(complete("p norm(resid_p").contains("resid_post"))
        #expect(complete("info snap") == ["snapshots"])
        #expect(complete("catch ") == ["chunk-boundary", "expert-change", "nan"])
        #expect(complete("break attn.sc").contains("attn.scores"))
        #expect(complete("mask ") == ["0", "1", "2", "3"])
        #expect(complete("help stop") == ["stopping"])
        #expect(complete("check ma") == ["margins"])
        #expect(complete("trace-back final_n") == ["final_norm"])
        #expect(complete("lens resid_m").contains("resid_mid"))
        #expect(debugger.expectsFile(in: "source st", at: 9))
        #expect(!debugger.expectsFile(in: "print st", at: 8))
    }

    @Test("other tools' names are names of the golden programs")
    func aliases() throws {
        let programs = try ["scout", "maverick", "variant"].map { NameResolver(Debugger(model: try GoldenModel.load($0)).program) }
        for entry in NameAliases.table {
            for name in entry.ours {
                let layers = (0..<4).map { name.replacing("#", with: String($0)) }
                #expect(layers.contains { layer in programs.contains { $0.program.instruction(named: layer) != nil } }, "\(entry.theirs): \(name)")
            }
        }
        #expect(NameAliases.names(for: "language_model.model.layers.2.self_attn.o_proj.weight") == ["layers.2.attn.out"])
        #expect(NameAliases.names(for: "blocks.0.hook_resid_pre") == ["embed"])
        #expect(NameAliases.names(for: "blocks.3.hook_resid_pre") == ["layers.2.resid_post"])
        #expect(NameAliases.names(for: "model.layers.x.self_attn") == [])
        #expect(NameAliases.names(for: "model.layers.*.feed_forward") == ["layers.*.moe.out", "layers.*.mlp.out"])
    }

    @Test("an empty line repeats moves and listings, and nothing else")
    func repetition() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 3)
        debugger.execute("step")
        debugger.execute("")
        debugger.execute("")
        #expect(debugger.walk?.machine.pc == 3)
        debugger.execute("print pc")
        debugger.execute("")
        #expect(debugger.walk?.machine.pc == 3)
        debugger.execute("list 0")
        #expect(debugger.execute("").text.contains(" 18  "))
    }

    @Test("commands that call each other come to an end")
    func recursion() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 3)
        for line in ["alias ping = pong", "alias pong = ping"] { debugger.execute(line) }
        #expect(debugger.execute("ping").isRefused)
        for line in ["define twice", "twice", "twice", "end"] { debugger.execute(line) }
        #expect(debugger.execute("twice").isRefused)
        for line in ["break attn.q", "commands", "continue", "end"] { debugger.execute(line) }
        #expect(!debugger.execute("continue").text.isEmpty)
    }

    @Test("the mask of the release post, to the character, without a model")
    func releasePost() throws {
        var request = MaskRequest()
        request.chunk = 3
        request.tokens = ["What", "▁is", "▁ch", "unked", "▁attention", "?"]
        #expect(try request.answer(TextStyle()).text == """
            'What'      :  0 ■ ⬚ ⬚ ⬚ ⬚ ⬚
            '▁is'       :  1 ■ ■ ⬚ ⬚ ⬚ ⬚
            '▁ch'       :  2 ■ ■ ■ ⬚ ⬚ ⬚
            'unked'     :  3 ⬚ ⬚ ⬚ ■ ⬚ ⬚
            '▁attention':  4 ⬚ ⬚ ⬚ ■ ■ ⬚
            '?'         :  5 ⬚ ⬚ ⬚ ■ ■ ■

            """)
    }

    @Test("the same log as the screen")
    func log() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 3)
        let files = FileTable()
        var screen = ""
        var world = files.world
        world.emit = { screen += $0 }
        for line in ["log session.txt", "step 2", "generate 3", "nonsense"] {
            screen += debugger.prompt + line + "\n"
            screen += debugger.execute(line, world: world).text
        }
        #expect(files.files["session.txt"] == screen)
    }

    @Test("no line is wider than the screen", arguments: [40, 60, 80, 120])
    func widths(width: Int) throws {
        var debugger = try GoldenModel.debugger("scout", ids: 30, settings: DebuggerSettings(width: width))
        debugger.execute("token")
        debugger.execute("goto end")
        let lines = ["step", "rs", "rs 3", "list", "where", "info tokens", "info layers", "info values", "info cache", "print resid_post", "print attn.pattern",
            "mask", "mask 2", "attention 3", "attention 3 1", "attention 3 1 --links 3", "router", "router map", "temperature", "residual", "hist embed",
            "stats embed", "explain rope", "explain attn.scores", "help", "help moving", "help expressions", "help names", "help break", "apropos layer", "goto end", "lens", "lens --all", "lens resid_mid --all", "top", "logits", "attribution --heads",
            "trace-back logits[-1, 5] 3", "check decode", "check margins", "info determinism"]
        for line in lines {
            let reply = debugger.execute(line)
            #expect(!reply.isRefused, "\(line): \(reply.text)")
            for shown in reply.text.split(separator: "\n") where String(shown).displayWidth > width {
                Issue.record("\(line) at \(width): \(shown)")
            }
        }
    }
}
