import JSON
import Views

/// `info tokens`: the text as the model sees it.
enum InfoTokens {
    static func answer(_ debugger: Debugger) throws(Refusal) -> Answer {
        let walk = try debugger.currentWalk
        let ids = walk.knownIDs
        let chunk = debugger.model.config.layers.lazy.compactMap(\.chunk).first
        let view = TokensView(ids: ids, labels: debugger.labelTexts, chunk: chunk)
        let chosen = ids.count - (walk.input.count - walk.pendingCount)
        var head = ids.count.times("token")
        if chosen > 0, !walk.isSeeing { head += ", the last \(chosen) chosen by the model" }
        if walk.isSeeing {
            head = "\(ids.count.times("token")) of the prompt, all still to come: its pictures are looked at first"
        } else if walk.pendingCount > 0 { head += "; \(walk.pendingCount) of the prompt still to come" }
        for (number, image) in (walk.pictures?.layout.pictures ?? []).enumerated() {
            head += "\nimage \(number + 1): positions \(image.positions.lowerBound) to \(image.positions.upperBound - 1), "
                + "\(image.grid.description) tiles; `info image \(number + 1)` tells more"
        }
        return Answer(debugger.style.glyphs.prose(head) + "\n" + view.text(debugger.style), json: ["ids": .array(ids.map { .int(Int($0)) })], pages: true)
    }
}
