import HallEngine
package import HallFiles

extension WindowDeviceProfile {
    /// What the profile's own vectors say against it; empty where every one holds.
    package func vectorFaults() -> [String] {
        vectors.enumerated().compactMap { index, vector in
            fault(of: vector).map { "vector \(index + 1): \($0)" }
        }
    }

    private func fault(of vector: ProfileVector) -> String? {
        switch vector.meaning {
        case .content(let content):
            let frame = FrameWriter.frame(content, self, vector.show, station: vector.station)
            return difference(frame, vector.bytes)
        case .occasion(let occasion):
            var show = vector.show
            show.occasion = occasion
            return difference(
                Array(FrameWriter.frames(self, show, station: vector.station).joined()), vector.bytes)
        case .action(let action):
            guard let input else { return "nothing comes in by this profile" }
            var reader = FrameReader(input, self)
            let presses = (reader.take(vector.bytes) + reader.giveUpWaiting()).compactMap { press(in: $0) }
            guard presses.count == 1, presses[0].action == action, presses[0].digits == vector.digits,
                presses[0].station ?? vector.station == vector.station
            else {
                let found = presses.map { press in
                    ([press.action.name, press.digits].filter { !$0.isEmpty }
                        + (press.station.map { ["at station \($0)"] } ?? [])).joined(separator: " ")
                }
                return "means \(found.isEmpty ? "nothing" : found.joined(separator: ", "))"
            }
            return nil
        }
    }

    private func difference(_ sent: [UInt8], _ expected: [UInt8]) -> String? {
        sent == expected ? nil : "would send \(sent.hexadecimal)"
    }
}

extension ProfileVector {
    fileprivate var show: WindowShow {
        var show = WindowShow(window: window)
        (show.number, show.waiting, show.plate, show.text) = (number, waiting, plate, text)
        return show
    }
}
