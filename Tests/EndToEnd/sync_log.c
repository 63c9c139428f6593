// Writes down which files are synchronised and closed, and lets one fdatasync fail when the file of HALL_SYNC_FAILS
// is there. For LD_PRELOAD.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void note(const char *what, int descriptor) {
    char link[64], path[PATH_MAX], line[PATH_MAX + 64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return;
    path[length] = 0;
    const char *name = strrchr(path, '/');
    if (!name || strncmp(name, "/journal.sqlite", 15)) return;
    int log = open(getenv("HALL_SYNC_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (log < 0) return;
    int count = snprintf(line, sizeof line, "%s %d %s\n", what, descriptor, name + 1);
    if (write(log, line, count) != count) abort();
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "close");
    real(log);
}

int fdatasync(int descriptor) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    const char *trigger = getenv("HALL_SYNC_FAILS");
    if (trigger && unlink(trigger) == 0) {
        note("failed", descriptor);
        errno = EIO;
        return -1;
    }
    note("synced", descriptor);
    return real(descriptor);
}

int close(int descriptor) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "close");
    note("closed", descriptor);
    return real(descriptor);
}
