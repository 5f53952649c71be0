import Testing

@testable import Debugger

/// What somebody is told who types what there is not.
@Suite("Hints")
struct HintTests {
    @Test("what was probably meant", arguments: [
        ("learn", "`lesson` lists"), ("open pocket-vision", "llamastep MODEL"), ("ls", "`list` shows the program"), ("s; s", "A line holds one command"),
        ("set temperature 0.8", "`set sampling temperature 0.8`"), ("set temprature 0.8", "`set sampling temperature`"), ("set samplign", "`set sampling`"),
        ("set chunk 8", "shrink chunk=8"), ("set foo", "There are sampling, stopping, width, height"), ("!ls", "runs no shell"),
        ("print logits", "`logits` is not computed yet"),
    ])
    func hints(line: String, hint: String) throws {
        var debugger = try GoldenModel.debugger("scout", ids: 4)
        let reply = debugger.execute(line)
        #expect(reply.isRefused && reply.text.replacing("\n", with: " ").contains(hint), "\(reply.text)")
    }

    @Test("one letter is as near to any other")
    func letters() {
        #expect(SpellingDistance.nearest(to: "3", among: ["x", "s"]) == nil)
        #expect(SpellingDistance.nearest(to: "stpe", among: ["step"]) == "step")
    }

    @Test("lines that are wrapped keep their indentation")
    func indentation() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 4)
        debugger.execute("set width 20")
        debugger.execute("define long")
        debugger.execute("print norm(resid_post[-1]) > 50 and layer >= 2")
        debugger.execute("end")
        // The first two lines are a sentence.
        let lines = debugger.execute("help long").text.split(separator: "\n").dropFirst(2)
        #expect(lines.count > 1 && lines.allSatisfy { $0.hasPrefix("  ") && $0.count <= 20 }, "\(lines)")
    }
}
