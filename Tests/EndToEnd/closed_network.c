// What the unit's sandbox makes of the network, by HALL_NETWORK. closed: there are no sockets for it, as under
// RestrictAddressFamilies=AF_UNIX. dropped: nobody answers, as where IPAddressDeny= drops each packet. For LD_PRELOAD.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static int is(const char *kind) {
    const char *set = getenv("HALL_NETWORK");
    return set && !strcmp(set, kind);
}

static int is_network(int family) { return family == AF_INET || family == AF_INET6; }

int socket(int family, int type, int protocol) {
    static int (*real)(int, int, int);
    if (!real) real = (int (*)(int, int, int))dlsym(RTLD_NEXT, "socket");
    if (!is("closed") || !is_network(family)) return real(family, type, protocol);
    errno = EAFNOSUPPORT;
    return -1;
}

int connect(int descriptor, const struct sockaddr *address, socklen_t length) {
    static int (*real)(int, const struct sockaddr *, socklen_t);
    if (!real) real = (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "connect");
    if (!is("dropped") || !is_network(address->sa_family)) return real(descriptor, address, length);
    errno = ETIMEDOUT;
    return -1;
}
