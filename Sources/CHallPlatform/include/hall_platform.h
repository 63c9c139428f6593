// What Linux offers and Swift's Glibc module does not show.
#pragma once
#include <stdint.h>
#include <sys/types.h>

struct hall_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
    int32_t group_count;
    gid_t groups[64];
};

/// SO_PEERCRED and SO_PEERGROUPS of a connected Unix socket; groups past the 64th are left out.
/// 0, or errno.
int hall_peer_credentials(int descriptor, struct hall_peer *peer);

/// CLOCK_REALTIME in milliseconds since 1970, and the local time zone's offset from UTC then.
void hall_wall_clock(int64_t *milliseconds, int32_t *offset_minutes);

/// CLOCK_BOOTTIME in milliseconds: monotonic, and it goes on while the machine sleeps.
int64_t hall_boot_clock(void);

/// Converts UTF-8 to `charset` (a name that iconv knows), at most `capacity` bytes. What the charset does not have
/// becomes `substitute`. Returns the bytes written, and in `lost` how many characters were substituted; -1 where the
/// charset is unknown.
int64_t hall_convert(const char *charset, const char *text, int64_t length, const char *substitute,
                     char *output, int64_t capacity, int32_t *lost);

/// Has all threads share a few heaps. glibc gives eight to each processor and returns none of what they held once.
void hall_share_heaps(void);

enum hall_parity { HALL_PARITY_NONE, HALL_PARITY_ODD, HALL_PARITY_EVEN };

struct hall_serial {
    int32_t baud;
    int32_t data_bits;
    enum hall_parity parity;
    int32_t stop_bits;
    /// Held back by the other end's XOFF; a line whose bytes may be any must not be.
    int32_t obeys_xoff;
};

/// Makes a serial line raw. 0, or errno; EINVAL for a speed that the system does not have.
int hall_serial_raw(int descriptor, const struct hall_serial *settings);

/// Has no one else see an input device's keys (EVIOCGRAB). 0, or errno.
int hall_keep_keys_to_ourselves(int descriptor);

/// Bytes that are still on their way out of a serial line or a TCP socket; -1 where nobody can tell.
int32_t hall_output_pending(int descriptor);

/// Begins to connect to the first address of a host; does not block but for the name's resolution. A descriptor, or -1
/// and why.
int hall_tcp_connect(const char *host, const char *port, const char **why);

/// Has a TCP connection drop what it has not sent when it is closed.
void hall_reset_on_close(int descriptor);

/// Has the kernel hold few bytes that a TCP peer has not taken: what nobody reads is noticed sooner.
void hall_queue_little(int descriptor);

/// Has the kernel find out within half a minute that a silent TCP peer is gone.
void hall_keep_alive(int descriptor);
