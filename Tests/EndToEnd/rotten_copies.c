// A disk that says it has written and has something else: each write of a journal's copy that holds the text of
// HALL_ROTS arrives with one bit changed. For LD_PRELOAD; SQLite writes by pwrite64.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_copy(int descriptor) {
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, "/backups/.journal-") && strstr(path, ".partial") && !strstr(path, ".partial-");
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    static ssize_t (*real)(int, const void *, size_t, off64_t);
    if (!real) real = (ssize_t (*)(int, const void *, size_t, off64_t))dlsym(RTLD_NEXT, "pwrite64");
    const char *text = getenv("HALL_ROTS");
    const char *found = text && is_copy(descriptor) ? memmem(bytes, count, text, strlen(text)) : NULL;
    if (!found) return real(descriptor, bytes, count, offset);
    char *changed = malloc(count);
    memcpy(changed, bytes, count);
    changed[found - (const char *)bytes] ^= 1;
    ssize_t written = real(descriptor, changed, count, offset);
    free(changed);
    return written;
}
