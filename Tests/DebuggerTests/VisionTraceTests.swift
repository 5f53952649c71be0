import Foundation
import Images
import Llama4
import Machine
import Tensors
import TestSupport
import Testing
import Trace

@testable import Debugger

/// A prompt with pictures is recorded tower first, read back, played and compared.
@Suite struct VisionTraceTests {
    private func prompt() throws -> (model: Model, images: ImagePrompt) {
        let model = try GoldenModel.load("vision")
        let reference = try ReferenceCase(directory: GoldenModel.directory("vision"))
        let written = try #require(model.tokenizer).encode("<|image|>Describe this picture. <|image|>And this one.", parsingSpecialTokens: true, addingBeginOfText: true)
        let pictures = try reference.images.map { try Picture(contentsOf: $0) }
        return (model, try ImagePrompt(written, pictures: pictures, model))
    }

    private func record(_ level: TraceLevel, in folder: TemporaryDirectory, select: [String] = []) throws -> (run: TraceRun, outcome: TraceRun.Outcome) {
        let (model, images) = try prompt()
        var plan = TraceRun.Plan(level: level, select: select, newTokens: 1)
        plan.heedsStopTokens = false
        let run = try TraceRun(model, ids: images.ids, images: images, plan: plan, sampling: .greedy, version: "0")
        return (run, try run.record(to: folder.path + "/run.json", seconds: nil, shouldContinue: { true }, progress: { _, _ in }))
    }

    @Test(arguments: TraceLevel.allCases)
    func everyLevelHoldsWhatTheWalkComputes(level: TraceLevel) throws {
        let folder = try TemporaryDirectory()
        let (run, outcome) = try record(level, in: folder)
        #expect(outcome.tensorBytes == run.estimate.tensorBytes)
        #expect(outcome.jsonBytes <= run.estimate.jsonBytes && run.estimate.jsonBytes < 4 * outcome.jsonBytes)
        let trace = try RecordedTrace(path: outcome.path)
        let (model, images) = try prompt()
        let tiles = try #require(images.images.last).tiles.upperBound
        #expect(trace.warning == nil && trace.passes.count == 3 && trace.passes[0].event.tiles == 0..<tiles && trace.passes[1].event.tiles == nil)
        #expect(trace.header.images.map(\.positions) == images.images.map(\.tokens) && trace.header.images.map(\.tiles) == images.images.map(\.tiles))
        #expect(trace.header.images.allSatisfy { $0.tokensPerTile == images.tower.config.tokensPerTile })

        var walk = try Walk(
            model, model.program(logits: .all, takesImages: true), input: images.ids, images: images, sampling: .greedy, retentionBudget: .max)
        for pass in 0..<2 {
            while case .executed(let instruction) = try walk.forward() {
                let event = try #require(try trace.event(named: instruction.name, inPass: pass))
                let value = try walk.machine.value(of: instruction.result)
                #expect(event.shape == value.shape.extents)
                let found = try trace.value(of: event, inPass: pass)
                #expect(!trace.header.keeps(instruction.name) || found != nil)
                if let found { #expect(found.isBitEqual(to: value), "\(pass)/\(instruction.name)") }
                guard !(walk.machine.isPassComplete && pass == 1) else { break }
            }
        }
        #expect((try trace.value(named: "vision.projected", inPass: 0) != nil) == (level >= .residual))
    }

    @Test func aRecordingIsSteppedThroughAndTokensShowTheirPicture() throws {
        let folder = try TemporaryDirectory()
        let (_, outcome) = try record(.all, in: folder)
        var replayed = try Debugger(replaying: Recording(path: outcome.path))
        let world = World(readPicture: { try Picture(contentsOf: GoldenModel.directory("vision/" + $0)) })
        var live = Debugger(model: try GoldenModel.load("vision"))
        live.execute("image wide.png tall.jpg", world: world)
        live.execute("prompt <|image|>Describe this picture. <|image|>And this one.", world: world)
        let count = try #require(live.walk).program.instructions.count
        for line in ["where", "info tokens"] + Array(repeating: "step", count: count + 4) + Array(repeating: "reverse-step", count: 8)
            + ["until embed", "step", "print embed", "print vision.projected", "attention --image 2 1 0 --patch 4,2,3", "mask 0 --rows 0:5", "restart", "where"] {
            let (one, other) = (live.execute(line, world: world), replayed.execute(line))
            #expect(one.text == other.text, "\(line)")
            guard one.text == other.text else { return }
        }
        let image = replayed.execute("info image 2").text
        let places = try #require(live.walk?.pictures?.layout.pictures[1].places.text)
        #expect(image.hasPrefix("image 2: ") && image.contains(places))
        #expect(replayed.execute("tiles").isRefused && replayed.execute("info image 3").isRefused)
    }

    @Test func aWalkIsSavedAsItWasRecorded() throws {
        let folder = try TemporaryDirectory()
        let world = World(readPicture: { try Picture(contentsOf: GoldenModel.directory("vision/" + $0)) }, tracePath: { folder.path + "/" + $0 })
        var debugger = Debugger(model: try GoldenModel.load("vision"))
        debugger.execute("image wide.png tall.jpg", world: world)
        debugger.execute("prompt <|image|>Describe this picture. <|image|>And this one.", world: world)
        debugger.execute("until vision.layers.1.resid_mid", world: world)
        #expect(!debugger.execute("trace save tower.json all", world: world).isRefused)
        let tower = try RecordedTrace(path: folder.path + "/tower.json")
        #expect(tower.passes.count == 1)
        #expect(try tower.value(named: "vision.layers.0.resid_post", inPass: 0) != nil && tower.value(named: "vision.layers.1.resid_mid", inPass: 0) == nil)
        debugger.execute("until layers.0.attn.q", world: world)
        debugger.execute("goto end", world: world)
        #expect(!debugger.execute("trace save walk.json all", world: world).isRefused)
        let walk = try RecordedTrace(path: folder.path + "/walk.json")
        let (_, outcome) = try record(.all, in: folder)
        let run = try RecordedTrace(path: outcome.path)
        #expect(walk.passes.count == 2)
        for (pass, name) in [(0, "vision.unfolded"), (0, "vision.projected"), (1, "embed"), (1, "logits")] {
            let one = try #require(try walk.value(named: name, inPass: pass))
            let other = try #require(try run.value(named: name, inPass: pass))
            #expect(one.isBitEqual(to: other))
        }
        debugger.execute("record start stats vision.projected", world: world)
        #expect(debugger.execute("record start stats vision.nothing", world: world).isRefused)
    }

    @Test func twoTracesAreComparedAndAModelWithOne() throws {
        let (one, other) = (try TemporaryDirectory(), try TemporaryDirectory())
        let (model, images) = try prompt()
        let dumps = try [one, other].map { try ActivationDump(trace: try record(.all, in: $0).outcome.path) }
        let ids = try #require(dumps[0].ids)
        #expect(ids == dumps[1].ids && ids[0] == images.ids)
        let arithmetic = ReferenceArithmetic(storage: .float32)
        let report = try DiffRun(.dump(dumps[0]), .dump(dumps[1]), model: model, ids: ids, arithmetic: arithmetic).run()
        #expect(report.agrees, Comment(rawValue: report.text(showsAll: false, style: .plain)))
        #expect(report.rows.contains { $0.name == "vision.projected" } && report.rows.contains { $0.name == "embed" } && report.unplaced.isEmpty)
        #expect(try DiffRun(.live(model, name: "vision"), .dump(dumps[0]), model: model, ids: ids, arithmetic: arithmetic).run().agrees)

        // One number of the tower is another: it is the first that differs.
        var wrong = dumps[1]
        wrong.towerEntries = wrong.towerEntries.map { entry in
            guard entry.name == "vision.layers.0.attn.q" else { return entry }
            return ActivationDump.Entry(name: entry.name, pass: entry.pass) {
                guard case .tensor(let tensor) = try entry.read() else { return nil }
                var values = tensor.values
                values[77] += 1
                return .tensor(Tensor(tensor.shape, values))
            }
        }
        let found = try DiffRun(.dump(dumps[0]), .dump(wrong), model: model, ids: ids, arithmetic: arithmetic).run()
        #expect(found.divergence?.row.name == "vision.layers.0.attn.q")

        let few = try ActivationDump(trace: try record(.stats, in: one).outcome.path)
        #expect(throws: Refusal.self) { try DiffRun(.live(model, name: "vision"), .dump(few), model: model, ids: ids, arithmetic: arithmetic).run() }
    }

    @Test(arguments: [
        ("\"kind\":\"vision\"", "\"kind\":\"sound\"", "kind must be text or vision"),
        ("\"first_tile\":0,\"tiles\":", "\"first_tile\":-1,\"tiles\":", "first_tile"),
        ("\"pc\":0,\"name\":\"vision.unfolded\",\"operation\":\"unfold\",\"kind\"", "\"pc\":40,\"name\":\"vision.unfolded\",\"operation\":\"unfold\",\"kind\"", "name must be"),
        ("{\"event\":\"pass\",\"pass\":1,", "{\"event\":\"pass\",\"pass\":1,\"kind\":\"vision\",\"first_tile\":0,\"tiles\":1,", "an instruction of the vision tower"),
    ])
    func whatDoesNotFitIsRefused(old: String, new: String, expected: String) throws {
        let folder = try TemporaryDirectory()
        let (_, outcome) = try record(.stats, in: folder)
        let text = try String(contentsOfFile: outcome.path, encoding: .utf8)
        let place = try #require(text.range(of: old), "\(old) does not occur")
        let path = try folder.write("broken.json", text.replacingCharacters(in: place, with: new).utf8)
        do {
            _ = try RecordedTrace(path: path)
            Issue.record("no complaint")
        } catch {
            #expect(error.description.contains(expected), Comment(rawValue: error.description))
        }
    }
}
