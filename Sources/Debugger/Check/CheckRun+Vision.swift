import Images
import Llama4
import Machine
import Tensors
import Trace

/// Comparing what becomes of pictures.
extension CheckRun {
    /// What the vision tower made of the case's pictures, and how that compares.
    struct Sight {
        let images: ImageRows
        let rows: [CheckReport.Row]
        let divergence: CheckReport.Divergence?
    }

    /// What a level of grey may be off by: the reference's resize and this one may round a byte differently, and a level is 2/255 after
    /// normalising, rounded to bfloat16, whose steps below 1 are 2⁻⁸ wide: 0.0078 + 2 · 0.0039.
    static let pixelTolerance = ValueComparison.Tolerance(relative: 0, absolute: 1.6e-2)

    /// Makes pixel values of the picture files and compares them; then runs the tower on the expected ones, so that the model is judged
    /// by itself. nil if the case has no pictures.
    func see(progress: (String) -> Void) throws -> Sight? {
        guard !reference.images.isEmpty else { return nil }
        progress("the pictures")
        let tower = try model.vision.required()
        var rows: [CheckReport.Row] = []
        var divergence: CheckReport.Divergence?
        let own = try pixelValues(tower)
        var pixels = own
        if let expected = try reference.value(named: VisionPass.input) {
            pixels = expected
            let comparison = ValueComparison(found: own, expected: expected, tolerance: Self.pixelTolerance)
            rows.append(CheckReport.Row(
                name: VisionPass.input, pc: nil, comparison: comparison, verdict: comparison.agrees ? .agrees : .differs))
            if !comparison.agrees {
                divergence = CheckReport.Divergence(
                    name: VisionPass.input, mnemonic: "pictures", comparison: comparison, inputs: [], unseen: [])
            }
        }
        let side = tower.config.imageSize
        guard pixels.shape.rank == 4, pixels.shape.extents.dropFirst() == [tower.config.channelCount, side, side] else {
            throw ImagePromptError.pixelShape(
                expected: "\(tower.config.channelCount) × \(side) × \(side)", found: pixels.shape.description)
        }

        let program = tower.program
        let recording = Recording(names: Set(reference.valueNames.filter { program.instruction(named: $0) != nil }))
        let passes = TileBatchPlan().passes(pixels.shape[0], tower.config).count
        progress("the vision tower, \(pixels.shape[0].times("tile")) in \(passes == 1 ? "one pass" : "\(passes) passes")")
        guard let result = try VisionRun(tower, observers: [recording]).rows(of: pixels) else { return nil }
        let seen = try compare(recording, program)
        return Sight(
            images: try ImageRows(result, in: reference.inputIDs, patchToken: tower.patchToken), rows: rows + seen,
            divergence: divergence ?? self.divergence(in: seen, program))
    }

    private func pixelValues(_ tower: VisionTower) throws -> Tensor {
        var parts: [Tensor] = []
        for path in reference.images {
            let values = Tiling(try Picture(contentsOf: path), settings: tower.preprocessing).pixelValues()
            parts.append(Tensor([values.tileCount, values.channels, values.height, values.width], values.values))
        }
        return VisionRun.joined(parts)
    }

    private func compare(_ recording: Recording, _ program: Program) throws -> [CheckReport.Row] {
        try recording.names.compactMap { name in
            guard let instruction = program.instruction(named: name), let expected = try reference.value(named: name),
                let parts = recording.parts[name]
            else { return nil }
            let comparison = ValueComparison(
                found: VisionRun.joined(parts), expected: expected, tolerance: reference.tolerance)
            return CheckReport.Row(
                name: name, pc: instruction.pc, comparison: comparison, verdict: comparison.agrees ? .agrees : .differs)
        }.sorted { ($0.pc ?? 0) < ($1.pc ?? 0) }
    }

    /// Keeps the values of some names, pass by pass.
    private final class Recording: Observer {
        let names: Set<String>
        private(set) var parts: [String: [Tensor]] = [:]

        init(names: Set<String>) {
            self.names = names
        }

        func wants(_ instruction: Instruction) -> Bool { names.contains(instruction.name) }

        func didExecute(_ instruction: Instruction, operands: Operands, value: Value, pass: Int) {
            parts[instruction.name, default: []].append(value.tensor)
        }
    }
}
