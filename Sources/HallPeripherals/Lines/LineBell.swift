import Glibc

/// Wakes a thread that waits at a line.
final class LineBell: Sendable {
    let descriptor: CInt
    private let hammer: CInt

    init() {
        var ends: [CInt] = [-1, -1]
        // Without descriptors left the thread wakes by its time limits alone.
        if pipe(&ends) == 0 {
            for end in ends {
                _ = fcntl(end, F_SETFL, O_NONBLOCK)
                _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            }
        }
        (descriptor, hammer) = (ends[0], ends[1])
    }

    deinit {
        for end in [descriptor, hammer] where end >= 0 { close(end) }
    }

    func ring() {
        var byte: UInt8 = 1
        _ = write(hammer, &byte, 1)
    }

    /// Until it rings, or the time has passed.
    func wait(upTo milliseconds: CInt) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&entry, 1, milliseconds)
        silence()
    }

    func silence() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(descriptor, &bytes, bytes.count) == bytes.count {}
    }
}
