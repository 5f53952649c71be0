extension Int {
    /// `1 token`, `3 tokens`.
    func times(_ noun: String) -> String {
        let plurals = ["pass": "passes", "index": "indices", "entry": "entries"]
        return "\(self) \(self == 1 ? noun : plurals[noun] ?? noun + "s")"
    }
}
