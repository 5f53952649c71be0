import Images
import Testing

@testable import Debugger

/// The vision tower is a program like any other: stepped, broken on, looked at, forwards and backwards.
@Suite struct VisionWalkTests {
    private func debugger() throws -> (Debugger, World) {
        let world = World(readPicture: { try Picture(contentsOf: GoldenModel.directory("vision/" + $0)) })
        var debugger = Debugger(model: try GoldenModel.load("vision"))
        for line in ["image wide.png tall.jpg", "prompt <|image|>Describe this picture. <|image|>And this one."] {
            let reply = debugger.execute(line, world: world)
            guard !reply.isRefused else { throw Refusal(reply.text) }
        }
        return (debugger, world)
    }

    @Test func theTowerComesBeforeTheTextAndTheWayBackIsTheSame() throws {
        var (debugger, world) = try debugger()
        #expect(debugger.walk?.isSeeing == true)
        let tower = try #require(debugger.walk?.program.instructions.count)
        var bits: [Place: Float] = [:]
        for _ in 0..<tower + 6 {
            _ = debugger.execute("step", world: world)
            let walk = try #require(debugger.walk)
            if walk.machine.pc > 0 {
                bits[walk.place] = try walk.machine.value(of: walk.program.instructions[walk.machine.pc - 1].result).tensor[flat: 0]
            }
        }
        #expect(debugger.walk?.isSeeing == false)
        #expect(debugger.walk?.place == Place(pass: 1, pc: 5))
        #expect(debugger.program.register(named: "image_rows") != nil)
        // The golden value: row 0 of the text model's embedding is the token's, row 2 the picture's.
        let reference = try ReferenceCase(directory: GoldenModel.directory("vision"))
        let embed = try #require(try debugger.walk?.machine.value(named: "embed").tensor)
        let expected = try #require(try reference.value(named: "embed"))
        #expect(zip(embed.values, expected.values).allSatisfy { abs($0 - $1) < 1e-4 })

        while let place = debugger.walk?.place, place != Place(pass: 0, pc: 0) {
            if let seen = bits[place], let walk = debugger.walk {
                let value = try walk.machine.value(of: walk.program.instructions[walk.machine.pc - 1].result).tensor[flat: 0]
                #expect(value.bitPattern == seen.bitPattern)
            }
            guard !debugger.execute("reverse-step", world: world).isRefused else { break }
        }
        #expect(debugger.walk?.place == Place(pass: 0, pc: 0))
        #expect(debugger.walk?.isSeeing == true)
    }

    @Test func breakpointsHoldInBothProgramsAndUntilGoesAcross() throws {
        var (debugger, world) = try debugger()
        #expect(!debugger.execute("break layers.3.moe.router_logits", world: world).isRefused)
        #expect(!debugger.execute("break vision.adapter.out", world: world).isRefused)
        _ = debugger.execute("continue", world: world)
        #expect(debugger.walk?.machine.nextInstruction?.name == "vision.adapter.out")
        _ = debugger.execute("continue", world: world)
        #expect(debugger.walk?.machine.nextInstruction?.name == "layers.3.moe.router_logits")
        _ = debugger.execute("reverse-continue", world: world)
        #expect(debugger.walk?.machine.nextInstruction?.name == "vision.adapter.out")

        _ = debugger.execute("restart", world: world)
        _ = debugger.execute("delete", world: world)
        #expect(debugger.walk?.isSeeing == true)
        _ = debugger.execute("until final_norm", world: world)
        #expect(debugger.walk?.machine.nextInstruction?.name == "final_norm")
    }

    @Test func generationFromThereIsTheReferences() throws {
        var (debugger, world) = try debugger()
        let reply = debugger.execute("generate 12 --json", world: world)
        let reference = try ReferenceCase(directory: GoldenModel.directory("vision"))
        let ids = try #require(debugger.walk?.ids.suffix(12))
        #expect(Array(ids) == reference.greedyContinuation, Comment(rawValue: reply.text))
    }

    @Test func theTowersValuesStayAtHandAndRulesReplayIt() throws {
        var (debugger, world) = try debugger()
        _ = debugger.execute("until layers.0.attn.q", world: world)
        let printed = debugger.execute("print vision.projected[0, :4]", world: world)
        #expect(!printed.isRefused, Comment(rawValue: printed.text))
        #expect(!debugger.execute("attention --image 2 1 0 --patch 4,2,3", world: world).isRefused)
        let before = debugger.walk?.place
        let reply = debugger.execute("shrink chunk=4", world: world)
        #expect(!reply.isRefused, Comment(rawValue: reply.text))
        #expect(debugger.walk?.place == before)
        #expect(debugger.walk?.isSeeing == false)
        let compared = debugger.execute("compare", world: world)
        #expect(!compared.isRefused, Comment(rawValue: compared.text))
        #expect(debugger.execute("patch vision.layers.0.attn.out zero", world: world).text.isEmpty == false)
        for line in ["router", "router 2", "temperature", "mask 0 --rows 0:5", "top", "check decode", "info cache", "info values vision.*", "explain vision.layers.0.attn.scores", "token", "lens", "image none", "prompt And?"] {
            _ = debugger.execute(line, world: world)
        }
        #expect(debugger.walk?.pictures == nil)
    }

    @Test func everyInstructionOfTheTowerIsExplainedWithNumbers() throws {
        var (debugger, world) = try debugger()
        _ = debugger.execute("goto end", world: world)
        for instruction in debugger.program.instructions {
            let reply = debugger.execute("explain \(instruction.name)", world: world)
            #expect(!reply.isRefused, Comment(rawValue: reply.text))
            let traced = debugger.execute("traceback \(instruction.name)[\(instruction.shape.extents.map { _ in "0" }.joined(separator: ", "))]", world: world)
            #expect(!traced.isRefused, Comment(rawValue: traced.text))
        }
    }

    @Test func picturesThatDoNotFitThePromptAreRefused() throws {
        var (debugger, world) = try debugger()
        #expect(debugger.execute("prompt <|image|>?", world: world).text.contains("1 placeholder <|image|>, but 2 pictures are given"))
        _ = debugger.execute("image none", world: world)
        #expect(debugger.execute("prompt <|image|>?", world: world).text.contains("no picture is given"))
        #expect(debugger.execute("image nowhere.png", world: world).isRefused)
        #expect(debugger.execute("attention --image 1", world: world).text.contains("has attended yet"))
        var text = Debugger(model: try GoldenModel.load("scout"))
        #expect(text.execute("image wide.png", world: world).text.contains("has no vision tower"))
        #expect(text.execute("tiles", world: world).isRefused && text.execute("info image", world: world).isRefused)
    }
}
