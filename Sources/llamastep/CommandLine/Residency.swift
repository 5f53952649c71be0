import Foundation
import Machine

/// Whether a model's weights stay in memory once they have been read.
enum Residency: String, CaseIterable {
    /// As long as the model fits.
    case automatic = "auto"
    case all
    case none

    init(_ word: String) throws(UsageError) {
        guard let residency = Residency(rawValue: word) else {
            throw UsageError("--resident must be \(Self.allCases.map(\.rawValue).joined(separator: ", ")), not \(word)")
        }
        self = residency
    }

    /// Who brings the weights of a model of this size into memory and gives them back; nil where the system does it well.
    ///
    /// A model that takes more than four fifths of the memory would push itself out of it, again and again.
    func pager(byteCount: Int) -> WeightPager? {
        let isTooLarge = byteCount > Int(clamping: ProcessInfo.processInfo.physicalMemory) / 5 * 4
        return self == .none || self == .automatic && isTooLarge ? WeightPager() : nil
    }
}
