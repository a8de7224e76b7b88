// Glibc declares renameat2 under _GNU_SOURCE only, which Swift's own module of it lacks.
#include <fcntl.h>
#include <stdio.h>

#if defined(__linux__)
extern int renameat2(int, const char *, int, const char *, unsigned int);

/// Puts `from` at `to`, where nothing may be: 0, or -1.
static inline int lossfold_rename_new(const char *from, const char *to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, 1 /* RENAME_NOREPLACE */);
}

/// Lets the two change places in one step: 0, or -1.
static inline int lossfold_exchange(const char *from, const char *to) {
  return renameat2(AT_FDCWD, from, AT_FDCWD, to, 2 /* RENAME_EXCHANGE */);
}
#elif defined(__APPLE__)
static inline int lossfold_rename_new(const char *from, const char *to) {
  return renamex_np(from, to, RENAME_EXCL);
}

static inline int lossfold_exchange(const char *from, const char *to) {
  return renamex_np(from, to, RENAME_SWAP);
}
#endif
