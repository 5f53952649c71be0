import Foundation

/// Numbers as people read them.
public enum Quantity {
    /// `1.9 M`, `107.8 B`: how many, with a letter for the thousands.
    public static func count(_ number: Int) -> String {
        scaled(Double(number), units: [("T", 1e12), ("B", 1e9), ("M", 1e6), ("K", 1e3)], unit: "")
    }

    /// `217.3 GB`, `309 MB`: bytes, in powers of 1000.
    public static func bytes(_ number: Int) -> String {
        scaled(Double(number), units: [("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("KB", 1e3)], unit: "B")
    }

    /// `2.1 ms`, `14 s`: a duration.
    public static func seconds(_ seconds: Double) -> String {
        switch seconds {
        case ..<0.001: String(format: "%.0f µs", seconds * 1e6)
        case ..<1: String(format: "%.1f ms", seconds * 1e3)
        case ..<100: String(format: "%.2f s", seconds)
        default: String(format: "%.0f s", seconds)
        }
    }

    /// An error or a difference in as few characters as tell its size: `3.1e-06`, `0`.
    public static func error(_ value: Double) -> String {
        value == 0 ? "0" : String(format: "%.1e", value)
    }

    /// Two or three digits of a number, in few and mostly equal columns: `0.002`, `0.98`, `12.3`, `1.2e+06`.
    ///
    /// - Parameters:
    ///   - digits: digits behind the point, whatever the size; nil chooses
    ///   - signed: whether a plus is written
    public static func decimal(_ value: Double, digits: Int? = nil, signed: Bool = false) -> String {
        let flag = signed ? "+" : ""
        if let digits, value.isFinite { return String(format: "%\(flag).\(digits)f", value) }
        return switch abs(value) {
        case 0: "0"
        case ..<0.0005: String(format: "%\(flag).1e", value)
        case ..<0.1: String(format: "%\(flag).3f", value)
        case ..<10: String(format: "%\(flag).2f", value)
        case ..<100: String(format: "%\(flag).1f", value)
        case ..<100_000: String(format: "%\(flag).0f", value)
        case ..<(.infinity): String(format: "%\(flag).1e", value)
        default: value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf"
        }
    }

    /// Six digits of a number: `0.00213417`, `1.5e+10`.
    public static func precise(_ value: Double) -> String {
        value.isFinite ? String(format: "%.6g", value) : decimal(value)
    }

    /// `41 %`; what is there at all isn't `0 %`.
    public static func percent(_ share: Double) -> String {
        if share > 0, share < 0.005 { return "<1 %" }
        return share.isFinite ? String(format: "%.0f %%", share * 100) : decimal(share)
    }

    /// A number without a fraction where it has none: `500000`, `0.5`.
    public static func plain(_ number: some BinaryFloatingPoint) -> String {
        let value = Double(number)
        return value == value.rounded() && abs(value) < 1e15 ? String(format: "%.0f", value) : "\(number)"
    }

    private static func scaled(_ value: Double, units: [(String, Double)], unit: String) -> String {
        for (name, size) in units where value >= size {
            let number = value / size
            return String(format: number < 100 ? "%.1f %@" : "%.0f %@", number, name)
        }
        return unit.isEmpty ? String(format: "%.0f", value) : String(format: "%.0f %@", value, unit)
    }
}
