import JSON
import Views

/// `check margins`: the router's choices that rounding to bf16 may change.
enum CheckMargins {
    /// Lines that are shown without `--all`.
    private static let most = 12

    static func answer(_ debugger: Debugger, showsAll: Bool) throws(Refusal) -> Answer {
        let machine = try debugger.currentWalk.machine
        let check = try refusing { try MarginCheck(machine) }
        guard !check.choices.isEmpty else {
            throw Refusal(debugger.model.config.layers.contains { $0.feedForward == .mixtureOfExperts }
                ? "No router has chosen yet. `until router`, then `step`, or `goto end`."
                : "The model has no layer with experts: all are dense.")
        }
        let doubtful = check.doubtful
        // Where nothing is near, the nearest are shown all the same.
        let shown = showsAll ? check.choices : Array(check.choices.prefix(max(min(doubtful.count, most), 3)))
        let view = MarginsView(shown.map { choice in
            MarginsView.Row(
                layer: choice.layer, position: choice.position, chosen: choice.chosen, runnerUp: choice.runnerUp, margin: choice.margin,
                noise: choice.noise, flipChance: choice.flipChance, flipsWhenRounded: choice.flipsWhenRounded)
        }, labels: debugger.labelTexts)
        let expected = check.choices.reduce(0) { $0 + $1.flipChance }
        let flips = check.choices.count { $0.flipsWhenRounded == true }
        var text = debugger.heading(
            "\(doubtful.count) of \(check.choices.count) choices are within 2 deviations of bf16's noise" + (doubtful.isEmpty ? "; the nearest:" : ""))
        text += view.text(debugger.style)
        let more = doubtful.count - shown.count
        if more > 0 { text += "and \(more) more; --all shows everything\n" }
        text += explanation(expected, flips, debugger)
        return Answer(text, json: json(check), pages: true)
    }

    private static func explanation(_ expected: Double, _ flips: Int, _ debugger: Debugger) -> String {
        let sentences = "By this estimate a run in bf16 would turn \(expected < 0.005 ? "none" : "about " + Quantity.decimal(expected)) of them; with the router's own numbers rounded, \(flips) turn. "
            + "The noise is what rounding to bf16 does to a margin: to the router's input, its two logits, its weights if they have "
            + "more bits, and every sum of the stream before. Roundings are independent and spread evenly over a step, so their "
            + "variances (step²/12, times how far each moves the margin) add up. Runs in bf16 were seen to move margins about twice "
            + "as far, because blocks round inside too; so the noise is twice that sum's root."
        return debugger.style.glyphs.prose(sentences).wrapped(to: debugger.style.width).map { $0 + "\n" }.joined()
    }

    private static func json(_ check: MarginCheck) -> JSONValue {
        .array(check.choices.map { choice in
            [
                "layer": .int(choice.layer), "position": .int(choice.position), "chosen": .int(choice.chosen), "runner_up": .int(choice.runnerUp),
                "margin": ValueJSON.number(choice.margin), "noise": ValueJSON.number(choice.noise), "own_noise": ValueJSON.number(choice.ownNoise),
                "flip_chance": ValueJSON.number(choice.flipChance),
                "flips_when_rounded": choice.flipsWhenRounded.map { .bool($0) } ?? .null,
            ]
        })
    }
}
