import Machine

/// What commands that ask about tokens take.
extension CommandOptions {
    func has(_ flag: String) -> Bool { flags.contains(flag) }

    func value(_ name: String) -> String? { values[name] }

    /// How many, from 1 on.
    func count(_ name: String, otherwise count: Int, most: Int = 100_000) throws(Refusal) -> Int {
        guard let text = values[name] else { return count }
        return try text.number(in: 1...most, for: "--\(name)")
    }

    /// The row of the pass that `--pos` means: an absolute position, or one counted from the end; else the last.
    func row(of machine: Machine) throws(Refusal) -> Int {
        let count = machine.ids.count
        guard let text = values["pos"] else { return count - 1 }
        let first = machine.firstPosition
        if let number = Int(text), (-count..<0).contains(number) { return count + number }
        return try text.number(in: first...first + count - 1, for: "A position of this pass") - first
    }
}
