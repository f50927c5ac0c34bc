#ifndef BYLAW_CSQLITE_SHIM_H
#define BYLAW_CSQLITE_SHIM_H

#include <sqlite3.h>

// What Swift cannot call itself: macros that are casts, and functions with variable arguments.

static inline int bylaw_bind_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

// The text stays where it is until the statement has been reset or bound anew.
static inline int bylaw_bind_lasting_text(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 count) {
  return sqlite3_bind_text64(statement, index, text, count, SQLITE_STATIC, SQLITE_UTF8);
}

static inline int bylaw_bind_blob(sqlite3_stmt *statement, int index, const void *octets, sqlite3_uint64 count) {
  return sqlite3_bind_blob64(statement, index, octets, count, SQLITE_TRANSIENT);
}

// Forbids statements that could damage the file on purpose (writable_schema, shadow tables), and the reading of an
// unknown column in double quotes as a text.
static inline int bylaw_defend(sqlite3 *database) {
  int first = sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
  int second = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
  int third = sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
  return first != SQLITE_OK ? first : second != SQLITE_OK ? second : third;
}

// Extended result codes are defined by arithmetic that Swift does not import.
enum {
  BYLAW_CONSTRAINT_PRIMARYKEY = SQLITE_CONSTRAINT_PRIMARYKEY,
  BYLAW_CONSTRAINT_UNIQUE = SQLITE_CONSTRAINT_UNIQUE,
  BYLAW_CONSTRAINT_ROWID = SQLITE_CONSTRAINT_ROWID,
  BYLAW_CONSTRAINT_NOTNULL = SQLITE_CONSTRAINT_NOTNULL,
  BYLAW_CONSTRAINT_DATATYPE = SQLITE_CONSTRAINT_DATATYPE
};

#endif
