#define _GNU_SOURCE
#include "hall_platform.h"

#include <errno.h>
#include <iconv.h>
#include <linux/input.h>
#include <linux/sockios.h>
#include <malloc.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

void hall_share_heaps(void) {
    mallopt(M_ARENA_MAX, 2);
}

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

int64_t hall_convert(const char *charset, const char *text, int64_t length, const char *substitute,
                     char *output, int64_t capacity, int32_t *lost) {
    iconv_t converter = iconv_open(charset, "UTF-8");
    if (converter == (iconv_t)-1) return -1;
    char *in = (char *)text, *out = output;
    size_t in_left = (size_t)length, out_left = (size_t)capacity, width = strlen(substitute);
    *lost = 0;
    while (in_left > 0) {
        if (iconv(converter, &in, &in_left, &out, &out_left) != (size_t)-1) break;
        if (errno != EILSEQ && errno != EINVAL) break;
        if (out_left < width) break;
        memcpy(out, substitute, width);
        out += width;
        out_left -= width;
        ++*lost;
        // To the next character's first byte.
        do { in++; in_left--; } while (in_left > 0 && ((unsigned char)*in & 0xC0) == 0x80);
    }
    iconv_close(converter);
    return out - output;
}

static speed_t speed_of(int32_t baud) {
    switch (baud) {
    case 1200: return B1200;
    case 2400: return B2400;
    case 4800: return B4800;
    case 9600: return B9600;
    case 19200: return B19200;
    case 38400: return B38400;
    case 57600: return B57600;
    case 115200: return B115200;
    case 230400: return B230400;
    case 460800: return B460800;
    case 921600: return B921600;
    default: return B0;
    }
}

int hall_serial_raw(int descriptor, const struct hall_serial *settings) {
    struct termios line;
    speed_t speed = speed_of(settings->baud);
    if (speed == B0) return EINVAL;
    if (tcgetattr(descriptor, &line) != 0) return errno;
    cfmakeraw(&line);
    line.c_iflag &= ~(tcflag_t)(IXON | IXOFF | INPCK);
    line.c_cflag &= ~(tcflag_t)(CSTOPB | CRTSCTS | CSIZE | PARENB | PARODD);
    line.c_cflag |= CLOCAL | CREAD | (settings->data_bits == 7 ? CS7 : CS8);
    if (settings->obeys_xoff) line.c_iflag |= IXON;
    if (settings->stop_bits == 2) line.c_cflag |= CSTOPB;
    if (settings->parity != HALL_PARITY_NONE) line.c_cflag |= PARENB;
    if (settings->parity == HALL_PARITY_ODD) line.c_cflag |= PARODD;
    cfsetspeed(&line, speed);
    return tcsetattr(descriptor, TCSANOW, &line) == 0 ? 0 : errno;
}

int hall_keep_keys_to_ourselves(int descriptor) {
    return ioctl(descriptor, EVIOCGRAB, 1) == 0 ? 0 : errno;
}

int32_t hall_output_pending(int descriptor) {
    int pending = 0;
    // SIOCOUTQ is TIOCOUTQ: the same number asks a line and a socket.
    return ioctl(descriptor, SIOCOUTQ, &pending) == 0 ? pending : -1;
}

int hall_tcp_connect(const char *host, const char *port, const char **why) {
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found = NULL;
    int status = getaddrinfo(host, port, &hints, &found);
    if (status != 0) {
        *why = gai_strerror(status);
        return -1;
    }
    int descriptor = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor >= 0 && connect(descriptor, found->ai_addr, found->ai_addrlen) != 0 && errno != EINPROGRESS) {
        int error = errno;
        close(descriptor);
        descriptor = -1;
        errno = error;
    }
    if (descriptor < 0) *why = strerror(errno);
    freeaddrinfo(found);
    return descriptor;
}

void hall_reset_on_close(int descriptor) {
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
}

void hall_queue_little(int descriptor) {
    int bytes = 4096;
    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

void hall_keep_alive(int descriptor) {
    int on = 1, idle = 10, interval = 5, count = 3;
    setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    setsockopt(descriptor, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof count);
    // While something is unacknowledged keep-alives wait.
    unsigned int milliseconds = 25000;
    setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}
