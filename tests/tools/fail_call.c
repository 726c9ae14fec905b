// Runs a program and lets one of its calls to the system fail.
//
//     fail_call N ERRNO FOLDER REPORT PROGRAM ARGUMENTS…
//
// Counts the calls that change files in FOLDER (opening to write, writing, syncing, renaming, linking, making
// folders) over all threads and child processes of PROGRAM, and lets the N-th fail with ERRNO without being
// made. Into the file REPORT goes which call that was, or nothing if there were fewer. Ends with the exit status
// of PROGRAM.
//
// How it works: PROGRAM is traced (ptrace). At the entry of the N-th call its number is replaced by one that
// does not exist, and at the exit its result by the error. A library that replaces functions (LD_PRELOAD) would
// not see the calls that Rust's rustix makes without the C library.

#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <linux/ptrace.h>
#include <unistd.h>

enum { UNABLE = 125 };

static pid_t failing; // the thread in which the failing call has been entered

static void stop(const char *what) {
    perror(what);
    exit(UNABLE);
}

static bool in_folder(const char *path, const char *folder) {
    return path[0] != '/' || strncmp(path, folder, strlen(folder)) == 0;
}

// The path that a call is given, from the memory of the program, of which the next page may be missing.
static void read_path(pid_t pid, uint64_t address, char *path) {
    size_t rest = 4096 - address % 4096;
    if (rest > PATH_MAX - 1) rest = PATH_MAX - 1;
    struct iovec here = {path, PATH_MAX - 1};
    struct iovec there[] = {{(void *)address, rest}, {(void *)(address + rest), PATH_MAX - 1 - rest}};
    ssize_t length = process_vm_readv(pid, &here, 1, there, 2, 0);
    path[length < 0 ? 0 : length] = 0;
}

static void path_of_file(pid_t pid, uint64_t fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/%d/fd/%d", pid, (int)fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    path[length < 0 ? 0 : length] = 0;
}

// The name of a call that counts, or NULL; `path` becomes the file that it is about.
static const char *counted(pid_t pid, const struct ptrace_syscall_info *call, const char *folder, char *path) {
    const __u64 *args = call->entry.args;
    const char *name = NULL;
    int path_at = -1;
    uint64_t flags = 0;
    switch (call->entry.nr) {
#ifdef SYS_open
    case SYS_open: name = "open", path_at = 0, flags = args[1]; break;
    case SYS_mkdir: name = "mkdir", path_at = 0; break;
    case SYS_rename: name = "rename", path_at = 1; break;
    case SYS_link: name = "link", path_at = 1; break;
#endif
    case SYS_openat: name = "open", path_at = 1, flags = args[2]; break;
    case SYS_mkdirat: name = "mkdir", path_at = 1; break;
    case SYS_renameat2: name = "rename", path_at = 3; break;
#ifdef SYS_renameat
    case SYS_renameat: name = "rename", path_at = 3; break;
#endif
    case SYS_linkat: name = "link", path_at = 3; break;
    case SYS_write: case SYS_pwrite64: case SYS_writev: name = "write"; break;
    case SYS_fsync: case SYS_fdatasync: name = "fsync"; break;
    case SYS_fchmod: name = "fchmod"; break;
    default: return NULL;
    }
    if (path_at >= 0) {
        read_path(pid, args[path_at], path);
        if (strcmp(name, "open") == 0 && !(flags & (O_WRONLY | O_RDWR | O_CREAT))) return NULL;
    } else {
        if (args[0] <= 2) return NULL;
        path_of_file(pid, args[0], path);
        if (path[0] != '/') return NULL; // a pipe or socket
    }
    return in_folder(path, folder) ? name : NULL;
}

static void leave_out(pid_t pid) {
#if defined(__x86_64__)
    if (ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, orig_rax), -1L) < 0) stop("ptrace");
#elif defined(__aarch64__)
    int nothing = -1;
    struct iovec number = {&nothing, sizeof nothing};
    if (ptrace(PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &number) < 0) stop("ptrace");
#else
#error "how to change the number of a call is not known here"
#endif
}

static void set_result(pid_t pid, long result) {
#if defined(__x86_64__)
    if (ptrace(PTRACE_POKEUSER, pid, offsetof(struct user_regs_struct, rax), result) < 0) stop("ptrace");
#else
    struct user_regs_struct registers;
    struct iovec all = {&registers, sizeof registers};
    if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &all) < 0) stop("ptrace");
    registers.regs[0] = result;
    if (ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &all) < 0) stop("ptrace");
#endif
}

int main(int argc, char **argv) {
    if (argc < 6) return UNABLE;
    long wanted = atol(argv[1]), count = 0;
    int error = atoi(argv[2]);
    const char *folder = argv[3];
    FILE *report = fopen(argv[4], "w");
    if (!report) stop(argv[4]);

    pid_t child = fork();
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, 0, 0) < 0) stop("ptrace");
        raise(SIGSTOP);
        execvp(argv[5], argv + 5);
        stop(argv[5]);
    }
    int status;
    if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status)) stop("fork");
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                   PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SETOPTIONS, child, 0, options) < 0) stop("ptrace");
    ptrace(PTRACE_SYSCALL, child, 0, 0);

    int result = UNABLE;
    for (pid_t pid; (pid = waitpid(-1, &status, __WALL)) > 0;) {
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (pid == child) result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }
        int signal = WSTOPSIG(status);
        if (signal == (SIGTRAP | 0x80)) {
            struct ptrace_syscall_info call;
            char path[PATH_MAX];
            const char *name;
            ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof call, &call);
            if (call.op == PTRACE_SYSCALL_INFO_ENTRY) {
                if ((name = counted(pid, &call, folder, path)) && ++count == wanted) {
                    leave_out(pid);
                    failing = pid;
                    fprintf(report, "%s %s\n", name, path);
                    fflush(report);
                }
            } else if (failing == pid) {
                set_result(pid, -error);
                failing = 0;
            }
            signal = 0;
        } else if (signal == SIGTRAP || signal == SIGSTOP) {
            signal = 0; // a new thread, or a program that begins
        }
        ptrace(PTRACE_SYSCALL, pid, 0, signal);
    }
    return result;
}
