// Tells the thread sanitizer what it cannot see: Swift's Mutex, once it is contended, is passed on by the kernel (a futex
// with priority inheritance), in a library that is not instrumented. Without this every contended Mutex looks like a race
// of what it guards. For LD_PRELOAD. The names are Synchronization._MutexHandle's _lockSlow and _unlockSlow.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

__attribute__((swiftcall)) void lock_slow(uint32_t thread, __attribute__((swift_context)) void *handle) __asm__(LOCK);
__attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *handle) __asm__(UNLOCK);

__attribute__((swiftcall)) void lock_slow(uint32_t thread, __attribute__((swift_context)) void *handle) {
    static __attribute__((swiftcall)) void (*real)(uint32_t, __attribute__((swift_context)) void *);
    if (!real) real = dlsym(RTLD_NEXT, LOCK);
    real(thread, handle);
    if (__tsan_acquire) __tsan_acquire(handle);
}

__attribute__((swiftcall)) void unlock_slow(__attribute__((swift_context)) void *handle) {
    static __attribute__((swiftcall)) void (*real)(__attribute__((swift_context)) void *);
    if (!real) real = dlsym(RTLD_NEXT, UNLOCK);
    if (__tsan_release) __tsan_release(handle);
    real(handle);
}
