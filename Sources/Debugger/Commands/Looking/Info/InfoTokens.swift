import JSON
import Views

/// `info tokens`: the text as the model sees it.
enum InfoTokens {
    static func answer(_ debugger: Debugger) throws(Refusal) -> Answer {
        let walk = try debugger.currentWalk
        let ids = walk.ids
        let chunk = debugger.model.config.layers.lazy.compactMap(\.chunk).first
        let view = TokensView(ids: ids, labels: debugger.labelTexts, chunk: chunk)
        let chosen = ids.count - (walk.input.count - walk.pendingCount)
        var head = ids.count.times("token")
        if chosen > 0 { head += ", the last \(chosen) chosen by the model" }
        if walk.pendingCount > 0 { head += "; \(walk.pendingCount) of the prompt still to come" }
        return Answer(head + "\n" + view.text(debugger.style), json: ["ids": .array(ids.map { .int(Int($0)) })], pages: true)
    }
}
