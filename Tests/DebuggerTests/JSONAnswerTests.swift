import JSON
import Testing

@testable import Debugger

/// What `--json` gives: one object or array, with the members that programs rely on, and nothing beside it.
@Suite("Answers for machines")
struct JSONAnswerTests {
    /// A line, what is typed before it, and members of its answer; none where it is an array.
    static let lines: [(before: [String], line: String, members: [String])] = [
        ([], "lens", ["position", "values"]), ([], "lens resid_mid --all", ["first_position", "names", "top"]),
        ([], "top 3", ["position", "entropy", "top"]), ([], "logits 71 54", ["position", "tokens"]), ([], "logits", ["tokens"]),
        ([], "attribution --heads", ["token", "logit", "sum", "parts"]), ([], "attribution 71 54", ["against", "parts"]),
        ([], "trace-back logits[-1, 71] 3", ["element", "value", "terms", "rest", "unexplained"]),
        ([], "check decode", ["positions", "agrees", "largest"]), ([], "check margins", []), ([], "info determinism", []),
        ([], "set layers.3.resid_post[-1, 0] = 0", ["name", "count"]), ([], "set sampling temperature 0.5", ["temperature"]),
        ([], "patch layers.1.attn.z[:, 2, :] = zero", ["rules", "active", "replayed", "state"]),
        ([], "patch attn.out = noise 0.1 7", ["rules"]), (["snapshot"], "patch layers.1.attn.z = from 1", ["rules"]),
        ([], "ablate head 0.1", ["rules"]), ([], "ablate expert 1.0", ["rules"]), ([], "ablate shared 1", ["rules"]), ([], "ablate layer 1", ["rules"]),
        ([], "route 1 9 2", ["rules"]), ([], "route sweep 1 9", ["layer", "position", "experts"]),
        ([], "shrink chunk=4 floor=2", ["rules", "recompiled"]), ([], "nope 3 off", ["rules"]), ([], "rope 0 off", ["rules"]), ([], "qknorm off", ["rules"]),
        ([], "router softmax", ["rules"]), ([], "temperature off", ["rules"]),
        (["ablate layer 1"], "patches", []), (["ablate layer 1"], "rules", []), (["ablate layer 1"], "unpatch 1", ["rules"]),
        (["ablate layer 1"], "rules save r.json", ["file", "count"]), (["ablate layer 1", "rules save r.json", "rules off"], "rules load r.json", []),
        (["ablate layer 1"], "rules off", ["rules"]),
        ([], "compare", ["equal", "kl", "next", "continuation", "first_difference", "flips", "residual"]),
        (["ablate layer 1"], "compare --tokens 2", ["equal", "kl"]), ([], "compare prompts The sun was cold.", ["equal"]),
        ([], "compare model pocket-scout", ["equal"]), ([], "patching sweep ids 420 54 71 | ids 420 99 71 | 7", ["effects", "clean_answer"]),
        ([], "lesson", []), ([], "lesson tour", ["lesson", "title", "steps", "shown"]), (["lesson tour"], "lesson leave", ["left"]),
        (["lesson long", "lesson leave"], "lesson resume", ["lesson", "step", "steps"]), (["lesson long"], "lesson next", ["step", "text"]),
        (["lesson long"], "lesson restart", ["lesson"]), ([], "quiz on", ["mode"]), ([], "quiz", ["right", "wrong", "passed"]), ([], "quiz restart", ["mode"]),
        (["quiz on"], "router 1", []), (["quiz on"], "step", ["state"]), ([], "generate 3", ["ids", "state"]), ([], "mask 3", []),
        ([], "hist resid_post", ["bins"]), ([], "temperature", []), ([], "attention 3", []), ([], "stats layers.*.attn.z", []), ([], "display layer", ["number"]),
    ]

    @Test("every answer is one JSON value, and nothing is shown beside it", arguments: lines.indices)
    func answers(number: Int) throws {
        let (before, line, members) = Self.lines[number]
        var debugger = try GoldenModel.debugger("pocket-scout", ids: 20)
        debugger.execute("set stopping off")
        debugger.execute("goto end")
        let files = FileTable()
        var streamed = ""
        var world = files.world
        world.emit = { streamed += $0 }
        world.openModel = { try GoldenModel.load($0) }
        world.lessons = {
            [
                LessonText(name: "01-tour", text: "# A tour\n\nThe model has {{model.layers}} layers.\n"),
                LessonText(name: "02-long", text: "# A long one\n\nOne.\n\n(step) ids 420 54\n\nTwo.\n\n(step) step\n\nThree.\n\n(step) step\n"),
            ]
        }
        for line in before { #expect(!debugger.execute(line, world: world).isRefused, "\(line)") }
        streamed = ""
        let reply = debugger.execute(line + " --json", world: world)
        #expect(streamed.isEmpty)
        #expect(!reply.isRefused, "\(reply.text)")
        let answer = try JSONValue(parsing: [UInt8](reply.text.utf8))
        guard !members.isEmpty else {
            #expect(answer.array != nil || answer.object.map { $0["text"] == nil } == true, "\(line): \(reply.text.prefix(200))")
            return
        }
        let object = try #require(answer.object, "\(line)")
        for member in members { #expect(object[member] != nil, "\(line) has no \(member): \(reply.text.prefix(200))") }
    }
}
