import Machine
import Tensors

/// What may be asked before a line shows it: which expert, which tokens are visible, what scale, which token comes next.
struct QuizSubject {
    private let debugger: Debugger
    private let walk: Walk

    /// nil where there is nothing to ask about.
    init?(_ debugger: Debugger) {
        guard let walk = debugger.walk else { return nil }
        self.debugger = debugger
        self.walk = walk
    }

    /// The question that belongs to a line, if the line shows something worth asking.
    func question(for line: String) -> QuizQuestion? {
        let words = line.split(separator: " ").map(String.init)
        guard let head = words.first, case .found(let command) = CommandRegistry.lookUp(head) else { return nil }
        let layer = words.count > 1 ? Int(words[1]) : nil
        switch (command.page.name, words.count) {
        case ("router", 1...2): return expert(inLayer: layer ?? lastRoutedLayer, walk.machine)
        case ("mask", 2): return visible(inLayer: layer)
        case ("temperature", 1): return scale
        case ("step", 1): return nextInstruction
        case ("token", 1): return nextToken
        default: return nil
        }
    }

    /// A position of the pass, another one for every question.
    private var position: Int {
        let count = walk.machine.ids.count
        return walk.machine.firstPosition + (count - 1 - debugger.shelf.quiz.asked * 7 % count)
    }

    private func token(_ position: Int) -> String {
        "token \(position) \(debugger.label(position))"
    }

    // MARK: Experts

    private var lastRoutedLayer: Int? {
        (0..<debugger.model.config.layerCount).last { (try? walk.machine.value(named: "layers.\($0).moe.router_indices")) != nil }
    }

    private func expert(inLayer layer: Int?, _ machine: Machine) -> QuizQuestion? {
        guard let layer, debugger.model.config.expertsPerToken == 1,
            case .indices(let chosen)? = try? machine.value(named: "layers.\(layer).moe.router_indices")
        else { return nil }
        let row = position - machine.firstPosition
        guard chosen.values.indices.contains(row) else { return nil }
        return QuizQuestion(
            text: "Which expert of layer \(layer) gets \(token(position)), 0 to \(debugger.model.config.expertCount - 1)?",
            expected: .value(.number(Double(chosen.values[row]))))
    }

    // MARK: Masks

    private func visible(inLayer layer: Int?) -> QuizQuestion? {
        let layers = debugger.model.config.layers
        guard let layer, layers.indices.contains(layer) else { return nil }
        let first = AttentionMask.firstVisible(from: position, chunk: layers[layer].chunk)
        return QuizQuestion(
            text: "Which positions may \(token(position)) see in layer \(layer), from which to which?", expected: .positions(first...position))
    }

    // MARK: Temperature

    private var scale: QuizQuestion? {
        let config = debugger.model.config
        guard config.usesTemperatureTuning else { return nil }
        let operation = TemperatureScale(scale: config.temperatureScale, floor: config.temperatureFloor)
        return QuizQuestion(
            text: "By what factor do NoPE layers scale the query of \(token(position))? Two digits will do.",
            expected: .value(.number(Double(operation.factor(at: position)))))
    }

    // MARK: Moving

    private var nextInstruction: QuizQuestion? {
        guard !walk.machine.isPassComplete else { return nextToken }
        let name = walk.program.instructions[walk.machine.pc].name
        let layer = ProgramScopes.layer(of: name)
        if name.hasSuffix(".moe.router_indices") {
            var machine = walk.machine.fork()
            guard (try? machine.step()) == true else { return nil }
            return expert(inLayer: layer, machine)
        }
        if name.hasSuffix(".attn.mask") { return visible(inLayer: layer) }
        return name == "temperature" ? scale : nil
    }

    private var nextToken: QuizQuestion? {
        guard walk.pendingCount == 0 else { return nil }
        var copy = walk
        while !copy.machine.isPassComplete {
            guard (try? copy.machine.step()) == true else { return nil }
        }
        guard let choice = try? copy.nextChoice() else { return nil }
        return QuizQuestion(text: "Which token comes next?", expected: .value(.token(choice.id)))
    }
}
