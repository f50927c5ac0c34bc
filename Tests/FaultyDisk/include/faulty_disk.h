#ifndef BYLAW_FAULTY_DISK_H
#define BYLAW_FAULTY_DISK_H

// A file system for SQLite that fails when it is told to, for tests.
//
// Only files whose path contains `faulty-` are touched, and only on the thread that asked for the fault: other tests of
// the same process notice nothing. Syncs of such files are counted and not carried out, so that a test may be killed by
// faults but not by power failures, and many commits take little time.

enum faulty_disk_kind {
  // The disk is full: a write fails.
  FAULTY_DISK_FULL = 1,
  // The disk is broken: a write, sync, truncation, deletion or opening fails.
  FAULTY_DISK_BROKEN = 2,
  // Somebody else has a lock.
  FAULTY_DISK_BUSY = 3
};

// Makes it the file system of databases that are opened from here on; may be called again and again.
int faulty_disk_install(void);

// The operation of that kind at `position`, counted from 1 and from now on, fails; with `lasts`, all after it as well.
void faulty_disk_arm(enum faulty_disk_kind kind, long position, int lasts);

// Ends all faults. Returns how many operations of the kind there were since `faulty_disk_arm`.
long faulty_disk_disarm(void);

// The rows of a query, one a line, columns separated by `|`; `free` it. NULL when the database cannot be read.
char *faulty_disk_query(const char *path, const char *sql);

#endif
