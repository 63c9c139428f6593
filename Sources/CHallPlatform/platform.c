#define _GNU_SOURCE
#include "hall_platform.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

int hall_peer_credentials(int descriptor, struct hall_peer *peer) {
    struct ucred credentials;
    socklen_t length = sizeof credentials;
    memset(peer, 0, sizeof *peer);
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0) return errno;
    peer->pid = credentials.pid;
    peer->uid = credentials.uid;
    peer->gid = credentials.gid;
    length = sizeof peer->groups;
    // ERANGE leaves the groups empty: less authority, never more.
    if (getsockopt(descriptor, SOL_SOCKET, SO_PEERGROUPS, peer->groups, &length) == 0)
        peer->group_count = (int32_t)(length / sizeof(gid_t));
    return 0;
}

void hall_wall_clock(int64_t *milliseconds, int32_t *offset_minutes) {
    struct timespec now;
    struct tm local;
    clock_gettime(CLOCK_REALTIME, &now);
    *milliseconds = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
    tzset();
    localtime_r(&now.tv_sec, &local);
    *offset_minutes = (int32_t)(local.tm_gmtoff / 60);
}

int64_t hall_boot_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_BOOTTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
