import Foundation

/// A page in pieces, as its folder holds them, put together to one file that needs no other.
///
/// `page.html` names its style sheet and its scripts; their text takes the place of these names. The data belong between the two halves.
public struct PageTemplate: Sendable {
    /// Up to the place where the data begin.
    public let beginning: String
    /// What stands behind the data.
    public let ending: String

    private static let dataTag = #"<script type="application/json" id="recorded">"#

    /// - Parameter directory: the folder with `page.html`
    public init(directory: String) throws(PageTemplateError) {
        let page = try Self.text(directory, "page.html")
        var whole = ""
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if let name = Self.name(in: line, between: #"<link rel="stylesheet" href=""#, and: #"">"#) {
                whole += "<style>\n\(try Self.text(directory, name))</style>\n"
            } else if let name = Self.name(in: line, between: #"<script src=""#, and: #""></script>"#) {
                whole += "<script>\n\(try Self.text(directory, name))</script>\n"
            } else {
                whole += line + "\n"
            }
        }
        guard let tag = whole.range(of: Self.dataTag) else {
            throw PageTemplateError(path: directory + "/page.html", problem: "has no place for the data, \(Self.dataTag)")
        }
        beginning = String(whole[..<tag.upperBound])
        ending = String(whole[tag.upperBound...])
    }

    private static func name(in line: Substring, between prefix: String, and suffix: String) -> String? {
        guard line.hasPrefix(prefix), line.hasSuffix(suffix) else { return nil }
        return String(line.dropFirst(prefix.count).dropLast(suffix.count))
    }

    private static func text(_ directory: String, _ name: String) throws(PageTemplateError) -> String {
        let path = "\(directory)/\(name)"
        do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw PageTemplateError(path: path, problem: "can't be read")
        }
    }
}

/// A piece of the page that should have come with the program.
public struct PageTemplateError: Error, CustomStringConvertible {
    public let path: String
    public let problem: String

    public var description: String {
        "\(path) belongs to the replay page, and \(problem). Move the folder LlamaStep_llamastep.resources together with the program."
    }
}
