import Testing

@testable import Debugger

@Suite("Expressions")
struct ExpressionTests {
    @Test("operators bind as everywhere", arguments: [
        ("1 + 2 * 3", "1 + (2 * 3)"), ("-2 ^ 2", "-(2 ^ 2)"), ("1 - 2 - 3", "(1 - 2) - 3"), ("2 ^ 3 ^ 2", "2 ^ (3 ^ 2)"),
        ("not 1 < 2 and 3 > 4", "(not (1 < 2)) and (3 > 4)"), ("a or b and c", "a or (b and c)"), ("a >= 1 && b != 2", "(a >= 1) and (b != 2)"),
        ("norm(resid_post[-1]) > 50", "norm(resid_post[-1]) > 50"), ("!(1 = 2)", "not (1 == 2)"),
    ])
    func precedence(text: String, meant: String) throws {
        let one = try ExpressionParser.parse(text)
        let two = try ExpressionParser.parse(meant)
        #expect(ExpressionText.text(one) == ExpressionText.text(two))
    }

    @Test("what can't be read says where and what is missing", arguments: [
        ("", 0), ("1 +", 3), ("(1", 2), ("norm(", 5), ("1 2", 2), ("a[1", 1), ("'x", 0), ("1 < 2 < 3", 6), ("a # b", 2), ("1..2", 0), (")", 0),
    ])
    func syntaxErrors(text: String, position: Int) {
        #expect {
            try ExpressionParser.parse(text)
        } throws: { error in
            guard let error = error as? ExpressionError else { return false }
            return error.kind == .syntax && error.position == position && !error.message.isEmpty
        }
    }

    @Test("deep nesting and long chains are refused, not crashed on")
    func depth() {
        for text in [
            String(repeating: "(", count: 1000) + "1" + String(repeating: ")", count: 1000), String(repeating: "-", count: 3000) + "1",
            String(repeating: "not ", count: 900) + "true", Array(repeating: "1", count: 1900).joined(separator: "+"),
            Array(repeating: "2", count: 1900).joined(separator: "^"), String(repeating: "norm(", count: 700), String(repeating: "1", count: 5000),
        ] {
            #expect(throws: ExpressionError.self) { try ExpressionParser.parse(text) }
        }
    }

    private func value(_ text: String, in debugger: inout Debugger) -> String {
        debugger.execute("print " + text).text.trimmingEnd.replacing("\n", with: "")
    }

    @Test("values")
    func values() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 9)
        debugger.execute("goto end")
        for (text, expected) in [
            ("1 + 2 * 3", "7"), ("2 ^ 10", "1024"), ("7 % 4", "3"), ("1 / 0", "inf"), ("0 / 0", "NaN"), ("true and not false", "true"),
            ("pc", "141"), ("pos", "8"), ("pass", "0"), ("token", "'un' (id 338)"), ("token == 'un'", "true"), ("token == 338", "true"),
            ("any(layers.3.attn.mask[-1] > 0)", "true"), ("sum(layers.3.attn.mask)", "45"), ("sum(layers.0.attn.mask)", "37"),
            ("count(embed)", "576"), ("all(layers.0.attn.pattern >= 0)", "true"), ("nan(logits)", "false"),
            ("argmax(logits[-1]) == lens.top1", "true"), ("norm(embed[-1]) == norm(embed)[8]", "true"),
            ("abs(sum(layers.0.attn.pattern[0, 3]) - 1) < 0.001", "true"), ("1e400", "inf"), ("ids[0]", "420"), ("positions[-1]", "8"),
            ("max(attn.q[-1, 0, :] - layers.3.attn.q[-1, :16]) == 0", "true"), ("Qcur", "There is no value Qcur. `list` and `info values` show the names."),
            ("lens.p > 0 and lens.entropy > 0", "true"),
        ] {
            #expect(value(text, in: &debugger) == expected, "\(text)")
        }
        #expect(value("l_out-3", in: &debugger) == value("layers.3.resid_post", in: &debugger))
    }

    @Test("positions are absolute, also in later passes")
    func positions() throws {
        var debugger = try GoldenModel.debugger("scout", ids: 9)
        debugger.execute("token 2")
        debugger.execute("goto end")
        #expect(value("resid_post[10, 0] == resid_post[-1, 0]", in: &debugger) == "true")
        #expect(value("resid_post[0, 0]", in: &debugger).contains("10 to 10"))
        #expect(value("layers.0.attn.pattern[0, 10, 8] == layers.0.attn.pattern[0, -1, 0 - 0]", in: &debugger).hasPrefix("There is no") == false)
        #expect(value("layers.0.attn.keys[8, 0] == layers.0.attn.keys[-3, 0]", in: &debugger) == "true")
    }

    @Test("what doesn't fit is refused with a sentence", arguments: [
        "embed + logits", "'x' + 1", "norm('x')", "norm(1, 2)", "not 3", "3 and true", "embed[99999999999999999999]", "embed[::0]", "embed[1:2:3:4]",
        "embed[0,0,0,0]", "embed[…,…]", "nrm(embed)", "token == 'x' + 1", "embed[9223372036854775807]", "embed[-9223372036854775808:]", "embed[",
    ])
    func refused(text: String) throws {
        var debugger = try GoldenModel.debugger("maverick", ids: 3)
        debugger.execute("goto end")
        let reply = debugger.execute("print " + text)
        #expect(reply.isRefused)
        #expect(reply.text.count > 10)
    }
}
