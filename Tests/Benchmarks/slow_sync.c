// Adds 2 ms to every fdatasync, so that a shared disk's moods do not decide a benchmark. For LD_PRELOAD.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

int fdatasync(int descriptor) {
    static int (*real)(int);
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    struct timespec pause = {0, 2000000};
    nanosleep(&pause, 0);
    return real(descriptor);
}
