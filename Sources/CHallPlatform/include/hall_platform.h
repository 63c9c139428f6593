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
