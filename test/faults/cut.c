/*
 * Loaded before a program (LD_PRELOAD): counts what it does to the files of one folder, kills it just before a chosen step (a
 * write is half done by then), and keeps beside the folder what of it a power cut would leave: the content of each file as of
 * its last fsync, and the names of each folder as of the last fsync of that folder.
 *
 *   CUT_FOLDER  the folder, a whole path without links
 *   CUT_KEPT    folder of what is kept, on the same disk: content/<inode>, held/<inode> (a second name, so that a number is not
 *               given to another file), names/<inode of the folder>, log (a line for each step)
 *   CUT_AT      the step at which the program is killed; 0 for never
 *   CUT_MARK    steps are counted from the opening of this file on
 *   CUT_TALK    "1": what is sent to and read from a server, over TCP or a named socket, is a step as well
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

static char folder[PATH_MAX], kept[PATH_MAX], mark[PATH_MAX];
static long kill_at, step;
static int counting, on, talk, log_to = -1;
static pthread_mutex_t turn = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  const char *a = getenv("CUT_FOLDER"), *b = getenv("CUT_KEPT"), *c = getenv("CUT_AT"), *d = getenv("CUT_MARK"), *e = getenv("CUT_TALK");
  if (!a || !b) return;
  snprintf(folder, sizeof folder, "%s", a);
  snprintf(kept, sizeof kept, "%s", b);
  snprintf(mark, sizeof mark, "%s", d ? d : "");
  kill_at = c ? atol(c) : 0;
  talk = e && *e == '1';
  counting = !*mark;
  on = 1;
}

static int inside(const char *path) {
  size_t n = strlen(folder);
  return on && !strncmp(path, folder, n) && (path[n] == '/' || !path[n]);
}

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, PATH_MAX - 1);
  if (n < 0) return 0;
  path[n] = 0;
  return inside(path) && !strstr(path, " (deleted)");
}

static int whole(int at, const char *path, char *out) {
  char base[PATH_MAX] = "";
  if (*path != '/') {
    if (at == AT_FDCWD) { if (!getcwd(base, sizeof base)) return 0; }
    else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", at);
      ssize_t n = readlink(link, base, sizeof base - 1);
      if (n < 0) return 0;
      base[n] = 0;
    }
  }
  return snprintf(out, PATH_MAX, "%s%s%s", base, *base ? "/" : "", path) < PATH_MAX && inside(out);
}

/* Steps of several threads come one after the other: none dies while what is kept is half written. */
static int reached(const char *what, const char *path) {
  if (!counting) return 0;
  step++;
  REAL(write);
  if (log_to < 0) {
    char name[PATH_MAX + 8];
    snprintf(name, sizeof name, "%s/log", kept);
    log_to = (int)syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  }
  char line[PATH_MAX + 64];
  int n = snprintf(line, sizeof line, "%s %s\n", what, path);
  if (log_to >= 0 && real(log_to, line, n) != n) abort();
  return step == kill_at;
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

static void copy(int from, const char *to) {
  char draft[PATH_MAX + 40], block[65536];
  snprintf(draft, sizeof draft, "%s.new", to);
  REAL(pread);
  static __typeof__(&write) put;
  if (!put) put = (__typeof__(&write))dlsym(RTLD_NEXT, "write");
  int fd = (int)syscall(SYS_openat, AT_FDCWD, draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) abort();
  off_t at = 0;
  for (ssize_t n; (n = real(from, block, sizeof block, at)) > 0; at += n) if (put(fd, block, n) != n) abort();
  close(fd);
  if (syscall(SYS_renameat, AT_FDCWD, draft, AT_FDCWD, to)) abort();
}

static void keep_names(const char *path, ino_t inode) {
  char to[PATH_MAX + 32], draft[PATH_MAX + 40];
  snprintf(to, sizeof to, "%s/names/%lu", kept, (unsigned long)inode);
  snprintf(draft, sizeof draft, "%s.new", to);
  FILE *list = fopen(draft, "w");
  DIR *dir = opendir(path);
  if (!list || !dir) abort();
  for (struct dirent *entry; (entry = readdir(dir));) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    char name[PATH_MAX + 300], held[PATH_MAX + 300];
    snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
    struct stat about;
    if (lstat(name, &about)) continue;
    if (S_ISREG(about.st_mode)) {
      snprintf(held, sizeof held, "%s/held/%lu", kept, (unsigned long)about.st_ino);
      if (link(name, held) && errno != EEXIST) abort();
    }
    fprintf(list, "%c %lu %s\n", S_ISDIR(about.st_mode) ? 'd' : 'f', (unsigned long)about.st_ino, entry->d_name);
  }
  closedir(dir);
  fclose(list);
  if (syscall(SYS_renameat, AT_FDCWD, draft, AT_FDCWD, to)) abort();
}

static void synced(int fd, const char *path) {
  struct stat about;
  if (fstat(fd, &about)) return;
  if (S_ISDIR(about.st_mode)) { keep_names(path, about.st_ino); return; }
  char to[PATH_MAX + 32], held[PATH_MAX + 32], self[64];
  snprintf(to, sizeof to, "%s/content/%lu", kept, (unsigned long)about.st_ino);
  snprintf(held, sizeof held, "%s/held/%lu", kept, (unsigned long)about.st_ino);
  if (link(path, held) && errno != EEXIST) abort();
  /* The file may be open for writing only. */
  snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
  int from = (int)syscall(SYS_openat, AT_FDCWD, self, O_RDONLY | O_CLOEXEC, 0);
  if (from < 0) abort();
  copy(from, to);
  close(from);
}

#define LOCKED(type, body) do { pthread_mutex_lock(&turn); type done; body; int trouble = errno; pthread_mutex_unlock(&turn); errno = trouble; return done; } while (0)

static int talks(int fd) {
  struct sockaddr_storage peer;
  socklen_t n = sizeof peer;
  if (!on || !talk || !counting || getpeername(fd, (struct sockaddr *)&peer, &n)) return 0;
  /* A socket of a server has a name in the file system; pipes to children have none. */
  if (peer.ss_family == AF_UNIX) return n > sizeof(sa_family_t) && *((struct sockaddr_un *)&peer)->sun_path;
  return peer.ss_family == AF_INET || peer.ss_family == AF_INET6;
}

ssize_t write(int fd, const void *from, size_t n) {
  REAL(write);
  char path[PATH_MAX];
  if (!on) return real(fd, from, n);
  if (talks(fd)) LOCKED(ssize_t, if (reached("send", "")) die(); done = real(fd, from, n));
  if (!path_of(fd, path)) return real(fd, from, n);
  LOCKED(ssize_t, if (reached("write", path)) { if (n > 1 && real(fd, from, n / 2) < 0) abort(); die(); } done = real(fd, from, n));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(writev);
  char path[PATH_MAX];
  if (talks(fd)) LOCKED(ssize_t, if (reached("send", "")) die(); done = real(fd, parts, count));
  if (!on || !path_of(fd, path)) return real(fd, parts, count);
  LOCKED(ssize_t, if (reached("write", path)) die(); done = real(fd, parts, count));
}

ssize_t read(int fd, void *to, size_t n) {
  REAL(read);
  if (!talks(fd)) return real(fd, to, n);
  ssize_t got = real(fd, to, n);
  int trouble = errno;
  /* It has come, and the program never learns of it. */
  if (got > 0) { pthread_mutex_lock(&turn); if (reached("read", "")) die(); pthread_mutex_unlock(&turn); }
  errno = trouble;
  return got;
}

#define PWRITE(name, offset) \
  ssize_t name(int fd, const void *from, size_t n, offset at) { \
    REAL(name); \
    char path[PATH_MAX]; \
    if (!on || !path_of(fd, path)) return real(fd, from, n, at); \
    LOCKED(ssize_t, if (reached("write", path)) { if (n > 1 && real(fd, from, n / 2, at) < 0) abort(); die(); } done = real(fd, from, n, at)); \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE(name, offset) \
  int name(int fd, offset size) { \
    REAL(name); \
    char path[PATH_MAX]; \
    if (!on || !path_of(fd, path)) return real(fd, size); \
    LOCKED(int, if (reached("truncate", path)) die(); done = real(fd, size)); \
  }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

#define SYNC(name) \
  int name(int fd) { \
    REAL(name); \
    char path[PATH_MAX]; \
    if (!on || !path_of(fd, path)) return real(fd); \
    LOCKED(int, if (reached("sync", path)) die(); done = real(fd); if (!done) synced(fd, path)); \
  }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char *from, const char *to) {
  REAL(rename);
  char path[PATH_MAX];
  if (!on || !whole(AT_FDCWD, to, path)) return real(from, to);
  LOCKED(int, if (reached("rename", path)) die(); done = real(from, to));
}

int unlink(const char *name) {
  REAL(unlink);
  char path[PATH_MAX];
  if (!on || !whole(AT_FDCWD, name, path)) return real(name);
  LOCKED(int, if (reached("unlink", path)) die(); done = real(name));
}

int rmdir(const char *name) {
  REAL(rmdir);
  char path[PATH_MAX];
  if (!on || !whole(AT_FDCWD, name, path)) return real(name);
  LOCKED(int, if (reached("rmdir", path)) die(); done = real(name));
}

int mkdir(const char *name, mode_t mode) {
  REAL(mkdir);
  char path[PATH_MAX];
  if (!on || !whole(AT_FDCWD, name, path)) return real(name, mode);
  LOCKED(int, if (reached("mkdir", path)) die(); done = real(name, mode));
}

static void opening(const char *path, int flags) {
  if (*mark && !counting && !strcmp(path, mark)) { counting = 1; return; }
  if (!inside(path) || !(flags & (O_CREAT | O_TRUNC))) return;
  struct stat about;
  if (!lstat(path, &about) && !(flags & O_TRUNC && about.st_size > 0)) return;
  pthread_mutex_lock(&turn);
  if (reached("create", path)) die();
  pthread_mutex_unlock(&turn);
}

#define OPEN(name) \
  int name(const char *given, int flags, ...) { \
    REAL(name); \
    va_list rest; va_start(rest, flags); mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    char path[PATH_MAX]; \
    if (on && (whole(AT_FDCWD, given, path) || !strcmp(given, mark))) opening(*given == '/' ? given : path, flags); \
    return real(given, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int at, const char *given, int flags, ...) { \
    REAL(name); \
    va_list rest; va_start(rest, flags); mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; va_end(rest); \
    char path[PATH_MAX]; \
    if (on && whole(at, given, path)) opening(path, flags); \
    return real(at, given, flags, mode); \
  }
OPENAT(openat)
OPENAT(openat64)
