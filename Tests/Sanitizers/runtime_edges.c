// Tells the thread sanitizer what it cannot see, because Swift's own libraries are not instrumented. For LD_PRELOAD.
//
// A Mutex that is contended is passed on by the kernel (a futex with priority inheritance): without this every such Mutex
// looks like a race of what it guards. The names are Synchronization._MutexHandle's _lockSlow and _unlockSlow.
//
// A continuation that is resumed before its task has come to wait for it is passed on by an atomic word: without this
// whatever it is resumed with looks like a race. (One that is resumed later is a job of an executor, which is seen.) Where
// it is resumed in the very moment of waiting, nothing of the runtime is called before the waiting function has returned
// and its frame is given back: hence swift_task_dealloc.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define ASYNC __attribute__((swiftasynccall))
#define REAL(name) ({ static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, SYMBOL_##name); real; })

#define SYMBOL_lock_slow "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define SYMBOL_unlock_slow "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SYMBOL_swift_continuation_resume "swift_continuation_resume"
#define SYMBOL_swift_continuation_throwingResume "swift_continuation_throwingResume"
#define SYMBOL_swift_continuation_throwingResumeWithError "swift_continuation_throwingResumeWithError"
#define SYMBOL_swift_continuation_await "swift_continuation_await"
#define SYMBOL_swift_task_dealloc "swift_task_dealloc"

extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

SWIFT void lock_slow(uint32_t thread, SELF void *handle) __asm__(SYMBOL_lock_slow);
SWIFT void unlock_slow(SELF void *handle) __asm__(SYMBOL_unlock_slow);
SWIFT void swift_continuation_resume(void *task);
SWIFT void swift_continuation_throwingResume(void *task);
SWIFT void swift_continuation_throwingResumeWithError(void *task, void *error);
ASYNC void swift_continuation_await(void *context);
SWIFT void swift_task_dealloc(void *frame);
SWIFT extern void *swift_task_getCurrent(void) __attribute__((weak));

static void acquire(void *place) {
    if (__tsan_acquire) __tsan_acquire(place);
}

static void release(void *place) {
    if (__tsan_release) __tsan_release(place);
}

static void acquire_of_this_task(void) {
    void *task = swift_task_getCurrent ? swift_task_getCurrent() : 0;
    if (task) acquire(task);
}

SWIFT void lock_slow(uint32_t thread, SELF void *handle) {
    REAL(lock_slow)(thread, handle);
    acquire(handle);
}

SWIFT void unlock_slow(SELF void *handle) {
    release(handle);
    REAL(unlock_slow)(handle);
}

SWIFT void swift_continuation_resume(void *task) {
    release(task);
    REAL(swift_continuation_resume)(task);
}

SWIFT void swift_continuation_throwingResume(void *task) {
    release(task);
    REAL(swift_continuation_throwingResume)(task);
}

SWIFT void swift_continuation_throwingResumeWithError(void *task, void *error) {
    release(task);
    REAL(swift_continuation_throwingResumeWithError)(task, error);
}

ASYNC void swift_continuation_await(void *context) {
    acquire_of_this_task();
    __typeof__(swift_continuation_await) *real = REAL(swift_continuation_await);
    __attribute__((musttail)) return real(context);
}

SWIFT void swift_task_dealloc(void *frame) {
    acquire_of_this_task();
    REAL(swift_task_dealloc)(frame);
}
