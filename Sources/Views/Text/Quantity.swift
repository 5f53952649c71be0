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
