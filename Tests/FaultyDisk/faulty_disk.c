#include "faulty_disk.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

static sqlite3_vfs *real_vfs;
static sqlite3_vfs vfs;

static _Thread_local struct {
  enum faulty_disk_kind kind;
  long position, count;
  int lasts;
} fault;

// Counts an operation; whether it is to fail.
static int fails(enum faulty_disk_kind kind) {
  if (fault.kind != kind) return 0;
  fault.count += 1;
  return fault.position > 0 && (fault.count == fault.position || (fault.lasts && fault.count > fault.position));
}

typedef struct {
  sqlite3_file base;
  sqlite3_file *real;
} file;

#define REAL(f) (((file *)(f))->real)
#define CALL(f, method, ...) REAL(f)->pMethods->method(REAL(f), ##__VA_ARGS__)

static int f_close(sqlite3_file *f) { return CALL(f, xClose); }
static int f_read(sqlite3_file *f, void *to, int count, sqlite3_int64 at) { return CALL(f, xRead, to, count, at); }
static int f_write(sqlite3_file *f, const void *from, int count, sqlite3_int64 at) {
  if (fails(FAULTY_DISK_FULL)) return SQLITE_FULL;
  if (fails(FAULTY_DISK_BROKEN)) {
    // Half of it arrives, as it may on a real disk.
    if (count > 1) CALL(f, xWrite, from, count / 2, at);
    return SQLITE_IOERR_WRITE;
  }
  return CALL(f, xWrite, from, count, at);
}
static int f_truncate(sqlite3_file *f, sqlite3_int64 size) {
  return fails(FAULTY_DISK_BROKEN) ? SQLITE_IOERR_TRUNCATE : CALL(f, xTruncate, size);
}
static int f_sync(sqlite3_file *f, int flags) {
  (void)f, (void)flags;
  return fails(FAULTY_DISK_BROKEN) ? SQLITE_IOERR_FSYNC : SQLITE_OK;
}
static int f_size(sqlite3_file *f, sqlite3_int64 *size) { return CALL(f, xFileSize, size); }
static int f_lock(sqlite3_file *f, int level) {
  return fails(FAULTY_DISK_BUSY) ? SQLITE_BUSY : CALL(f, xLock, level);
}
static int f_unlock(sqlite3_file *f, int level) { return CALL(f, xUnlock, level); }
static int f_reserved(sqlite3_file *f, int *result) { return CALL(f, xCheckReservedLock, result); }
static int f_control(sqlite3_file *f, int op, void *argument) { return CALL(f, xFileControl, op, argument); }
static int f_sector(sqlite3_file *f) { return CALL(f, xSectorSize); }
static int f_traits(sqlite3_file *f) { return CALL(f, xDeviceCharacteristics); }
static int f_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **at) {
  return fails(FAULTY_DISK_BROKEN) ? SQLITE_IOERR_SHMMAP : CALL(f, xShmMap, page, size, extend, at);
}
static int f_shm_lock(sqlite3_file *f, int offset, int count, int flags) {
  if ((flags & SQLITE_SHM_LOCK) && fails(FAULTY_DISK_BUSY)) return SQLITE_BUSY;
  return CALL(f, xShmLock, offset, count, flags);
}
static void f_shm_barrier(sqlite3_file *f) { CALL(f, xShmBarrier); }
static int f_shm_unmap(sqlite3_file *f, int remove) { return CALL(f, xShmUnmap, remove); }

static const sqlite3_io_methods methods = {
    2,      f_close,   f_read,  f_write,  f_truncate, f_sync,        f_size,        f_lock,      f_unlock, f_reserved,
    f_control, f_sector, f_traits, f_shm_map, f_shm_lock, f_shm_barrier, f_shm_unmap, 0, 0};

static int v_open(sqlite3_vfs *self, const char *name, sqlite3_file *opened, int flags, int *out) {
  (void)self;
  if (!name || !strstr(name, "faulty-")) return real_vfs->xOpen(real_vfs, name, opened, flags, out);
  file *f = (file *)opened;
  f->base.pMethods = 0;
  if (fails(FAULTY_DISK_BROKEN)) return SQLITE_CANTOPEN;
  f->real = (sqlite3_file *)&f[1];
  int code = real_vfs->xOpen(real_vfs, name, f->real, flags, out);
  // SQLite closes what has methods, also after a failure.
  if (f->real->pMethods) f->base.pMethods = &methods;
  return code;
}

static int v_delete(sqlite3_vfs *self, const char *name, int sync) {
  (void)self;
  if (name && strstr(name, "faulty-")) {
    if (fails(FAULTY_DISK_BROKEN)) return SQLITE_IOERR_DELETE;
    sync = 0;
  }
  return real_vfs->xDelete(real_vfs, name, sync);
}

// Waiting for a lock that never comes takes no time.
static int v_sleep(sqlite3_vfs *self, int microseconds) {
  (void)self;
  return fault.kind == FAULTY_DISK_BUSY ? microseconds : real_vfs->xSleep(real_vfs, microseconds);
}

static int register_vfs(void) {
  real_vfs = sqlite3_vfs_find("unix");
  if (!real_vfs) return SQLITE_ERROR;
  vfs = *real_vfs;
  vfs.zName = "faulty";
  vfs.szOsFile = (int)sizeof(file) + real_vfs->szOsFile;
  vfs.xOpen = v_open;
  vfs.xDelete = v_delete;
  vfs.xSleep = v_sleep;
  return sqlite3_vfs_register(&vfs, 1);
}

int faulty_disk_install(void) {
  int code = sqlite3_initialize();
  if (code != SQLITE_OK) return code;
  sqlite3_mutex *mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_STATIC_APP1);
  sqlite3_mutex_enter(mutex);
  if (!real_vfs) code = register_vfs();
  sqlite3_mutex_leave(mutex);
  return code;
}

void faulty_disk_arm(enum faulty_disk_kind kind, long position, int lasts) {
  fault.kind = kind;
  fault.position = position;
  fault.count = 0;
  fault.lasts = lasts;
}

long faulty_disk_disarm(void) {
  fault.kind = 0;
  return fault.count;
}

static void append(sqlite3_str *text, sqlite3_stmt *row) {
  for (int i = 0; i < sqlite3_column_count(row); i++) {
    if (i > 0) sqlite3_str_appendchar(text, 1, '|');
    const char *value = (const char *)sqlite3_column_text(row, i);
    sqlite3_str_appendall(text, value ? value : "NULL");
  }
  sqlite3_str_appendchar(text, 1, '\n');
}

char *faulty_disk_query(const char *path, const char *sql) {
  sqlite3 *database = 0;
  sqlite3_stmt *row = 0;
  char *copy = 0;
  if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, 0) == SQLITE_OK &&
      sqlite3_prepare_v2(database, sql, -1, &row, 0) == SQLITE_OK) {
    sqlite3_str *text = sqlite3_str_new(database);
    int code;
    while ((code = sqlite3_step(row)) == SQLITE_ROW) append(text, row);
    const char *value = sqlite3_str_value(text);
    if (code == SQLITE_DONE) copy = strdup(value ? value : "");
    sqlite3_free(sqlite3_str_finish(text));
  }
  sqlite3_finalize(row);
  sqlite3_close(database);
  return copy;
}
