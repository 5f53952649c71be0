import Foundation
import JSON

/// A headless Chromium, spoken to over a pipe: the DevTools protocol, in which every message ends with a zero byte.
final class Browser {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// nil where none is installed.
    static let executable: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return ["chromium", "chromium-browser", "google-chrome"].lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    private let process = Process()
    private let toBrowser = Pipe()
    private let fromBrowser = Pipe()
    private let profile = FileManager.default.temporaryDirectory.appending(path: "llamastep-browser-\(UUID().uuidString)")
    private var pending = Data()
    private var lastID = 0
    private var session: String?

    /// Opens a file.
    init(page: String, width: Int = 1280, height: Int = 900) throws {
        guard let executable = Self.executable else { throw Failure(description: "there is no Chromium") }
        process.executableURL = URL(filePath: "/bin/sh")
        // The protocol lives on the descriptors 3 and 4, which only a shell can hand over. Whatever happens, it ends after two minutes.
        process.arguments = [
            "-c", #"exec timeout 120 "$0" "$@" 3<&0 4>&1 >/dev/null 2>&1"#, executable, "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe", "--user-data-dir=\(profile.path)", "--window-size=\(width),\(height)",
        ]
        process.standardInput = toBrowser
        process.standardOutput = fromBrowser
        try process.run()
        let target = try send("Target.createTarget", ["url": .string(URL(filePath: page).absoluteString)])
        let attached = try send("Target.attachToTarget", ["targetId": target.object?["targetId"] ?? .null, "flatten": true])
        session = attached.object?["sessionId"]?.string
        // While it loads, one page takes the place of another, and questions may go astray.
        while try !isLoaded() { Thread.sleep(forTimeInterval: 0.05) }
    }

    private func isLoaded() throws -> Bool {
        do {
            return try evaluate("location.protocol === 'file:' && document.readyState === 'complete'") == true
        } catch let failure as Failure where process.isRunning && failure.description.hasPrefix("Runtime.evaluate") {
            return false
        }
    }

    deinit {
        // Its end is not waited for: it ends by itself when nobody speaks to it any more.
        session = nil
        try? tell("Browser.close", .object(JSONObject([:])))
        try? toBrowser.fileHandleForWriting.close()
        try? FileManager.default.removeItem(at: profile)
    }

    /// What an expression comes to on the page.
    ///
    /// - Throws: what the page throws.
    @discardableResult
    func evaluate(_ expression: String) throws -> JSONValue {
        let answer = try send("Runtime.evaluate", ["expression": .string(expression), "returnByValue": true, "awaitPromise": true])
        if let problem = answer.object?["exceptionDetails"] { throw Failure(description: "the page throws: \(problem)") }
        return answer.object?["result"]?.object?["value"] ?? .null
    }

    /// Presses keys of the keyboard, one after the other.
    func press(_ keys: String...) throws {
        for key in keys {
            let text: JSONValue = .string(key == "Enter" ? "\r" : key.count == 1 ? key : "")
            for type in ["keyDown", "keyUp"] {
                var event: [(String, JSONValue)] = [("type", .string(type)), ("key", .string(key))]
                if type == "keyDown", text.string != "" { event.append(("text", text)) }
                _ = try send("Input.dispatchKeyEvent", .object(JSONObject(pairs: event)))
            }
        }
    }

    private func tell(_ method: String, _ parameters: JSONValue) throws {
        lastID += 1
        var message: [(String, JSONValue)] = [("id", .int(lastID)), ("method", .string(method)), ("params", parameters)]
        if let session { message.append(("sessionId", .string(session))) }
        try toBrowser.fileHandleForWriting.write(contentsOf: Data(JSONValue.object(JSONObject(pairs: message)).text().utf8) + [0])
    }

    private func send(_ method: String, _ parameters: JSONValue) throws -> JSONValue {
        try tell(method, parameters)
        while true {
            let answer = try JSONValue(parsing: try nextMessage())
            guard answer.object?["id"]?.int == lastID else { continue }
            if let error = answer.object?["error"] { throw Failure(description: "\(method): \(error)") }
            return answer.object?["result"] ?? .null
        }
    }

    private func nextMessage() throws -> String {
        while true {
            if let end = pending.firstIndex(of: 0) {
                defer { pending = Data(pending[(end + 1)...]) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            let more = fromBrowser.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failure(description: "Chromium has ended") }
            pending += more
        }
    }
}
