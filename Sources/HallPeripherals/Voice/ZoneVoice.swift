import Dispatch
import HallCore
import HallEngine
import HallFiles
import HallWire
import Synchronization

/// The loudspeakers of one zone: announcements wait their turn, and never talk over each other.
final class ZoneVoice: Sendable {
    private let zone: VoiceSettings.Zone
    private let settings: VoiceSettings
    private let engine: HallEngine
    private let report: @Sendable (DeviceState, String?) -> Void
    private let speech: SpeechProgram
    private let player: SoundPlayer
    private let state = Mutex(State())
    private let queue: DispatchQueue

    private struct State {
        var waiting: [Announcement] = []
        var isSpeaking = false
        var isRetired = false
    }

    /// More than these wait: the oldest is forgotten, the displays have it.
    private static let waitingMax = 10
    /// With more than these waiting, each is said once only.
    private static let waitingForTimesMax = 2
    private static let pauseMilliseconds = 400

    init(
        _ zone: VoiceSettings.Zone, _ settings: VoiceSettings, _ engine: HallEngine, queue: DispatchQueue,
        report: @escaping @Sendable (DeviceState, String?) -> Void
    ) {
        (self.zone, self.settings, self.engine, self.report) = (zone, settings, engine, report)
        self.queue = queue
        speech = SpeechProgram(command: settings.program)
        player = SoundPlayer(settings.player, device: zone.device)
        report(.ok, nil)
    }

    var name: String { zone.name }

    func isFor(_ window: WindowNumber) -> Bool { zone.windows.isEmpty || zone.windows.contains(window) }

    /// What is being said is said to its end; nothing follows. Gives back what has not been said.
    @discardableResult
    func retire() -> [Announcement] {
        state.withLock { state in
            defer { (state.isRetired, state.waiting) = (true, []) }
            return state.waiting
        }
    }

    func say(_ announcement: Announcement) {
        let begins = state.withLock { state in
            guard !state.isRetired else { return false }
            // Called again while it still waits: once is enough.
            state.waiting.removeAll { $0.ticket == announcement.ticket }
            // A last call is for everybody who waits, has no display, and lets those who are called go first.
            let place = announcement.window == nil ? nil : state.waiting.firstIndex { $0.window == nil }
            state.waiting.insert(announcement, at: place ?? state.waiting.count)
            if state.waiting.count(where: { $0.window != nil }) > Self.waitingMax,
                let oldest = state.waiting.firstIndex(where: { $0.window != nil })
            {
                state.waiting.remove(at: oldest)
            }
            defer { state.isSpeaking = true }
            return !state.isSpeaking
        }
        if begins { Task { await speak() } }
    }

    private func next() -> (Announcement, isBusy: Bool)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isSpeaking = false
                return nil
            }
            let isBusy = state.waiting.count > Self.waitingForTimesMax
            return (state.waiting.removeFirst(), isBusy)
        }
    }

    private func speak() async {
        while let (announcement, isBusy) = next() {
            // Undone, begun or gone meanwhile: nobody is to come any more.
            guard isAwaited(announcement) else { continue }
            let volume = settings.volumePercent(minuteOfDay: engine.now().civil.minuteOfDay, in: zone)
            guard volume > 0 else { continue }
            let sound = await sound(of: announcement, times: isBusy ? 1 : settings.times).scaled(percent: volume)
            guard !sound.samples.isEmpty else { continue }
            await play(sound)
        }
    }

    private func isAwaited(_ announcement: Announcement) -> Bool {
        let ticket = engine.snapshot[announcement.ticket]
        guard announcement.window == nil else { return ticket?.state == .called }
        return ticket?.lastCallAt != nil && (ticket?.state == .waiting || ticket?.state == .parked)
    }

    private func play(_ sound: Sound) async {
        let trouble: String? = await withCheckedContinuation { continuation in
            queue.async { [player] in
                do throws(SoundPlayer.Trouble) {
                    try player.play(sound)
                    continuation.resume(returning: nil)
                } catch {
                    continuation.resume(returning: error.description)
                }
            }
        }
        if let trouble { report(.degraded, trouble) } else if !lacksSpeech.withLock({ $0 }) { report(.ok, nil) }
    }

    private let lacksSpeech = Mutex(false)

    private func sound(of announcement: Announcement, times: Int) async -> Sound {
        var spoken = Sound()
        var silent: VoiceSettings.Voice?
        for voice in settings.voices {
            guard let one = await speak(announcement, voice) else {
                silent = voice
                continue
            }
            spoken = spoken + one + .silence(milliseconds: Self.pauseMilliseconds)
        }
        lacksSpeech.withLock { $0 = silent != nil }
        switch silent {
        case .clips(let clips): report(.degraded, "recordings in \(clips.path) are missing or cannot be read")
        case .language: report(.degraded, "the speech program says nothing: is espeak-ng installed?")
        case nil: break
        }
        var sound = settings.hasChime ? Sound.chime : Sound()
        for _ in 0..<times { sound = sound + spoken }
        return sound
    }

    private func speak(_ announcement: Announcement, _ voice: VoiceSettings.Voice) async -> Sound? {
        let number = announcement.ticket.number
        switch voice {
        case .clips(let clips):
            // There are clips for windows only.
            guard let window = announcement.window else { return Sound() }
            return clips.sound(number: number, window: window, category: announcement.category.prefix)
        case .language(let language):
            return await speech.speak(text(of: announcement, language), in: language.wire).flatMap { Sound(wav: $0) }
        }
    }

    private func text(of announcement: Announcement, _ language: Language) -> String {
        let category = announcement.category
        let number = "\(announcement.ticket.number)".map { String($0) }.joined(separator: " ")
        guard let window = announcement.window else {
            return Texts.voice["lastCall"]!(language.wire, ["number": number])
        }
        return Texts.voice[settings.namesCategory ? "callCategory" : "call"]!(
            language.wire,
            [
                "number": number, "window": "\(window)", "category": (category.spoken ?? category.name)[language],
            ].filter { settings.namesCategory || $0.key != "category" })
    }
}
