// The rows are read into memory first; what is timed is preparing nothing, binding, stepping and committing. Every event
// is one look at its customer, one changed customer, one event with its unique key, one decision, and its actions.
#include "floor.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct {
  char *text;
  int length;
} words;

typedef struct {
  sqlite3_int64 seq, source, type, time, at, decided, rulebook;
  words id, subject, data, matched, facts;
  double amount;
  long first_action;
  int actions;
} row;

typedef struct {
  sqlite3_int64 seq, name, by;
  words subject, args, key;
} action;

typedef struct {
  row *rows;
  long count;
  action *actions;
} script;

typedef struct {
  sqlite3 *database;
  sqlite3_stmt *begin, *commit, *look, *change, *event, *decision, *action;
} floor_store;

static char *whole_problem;

static int check(sqlite3 *database, int code) {
  if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return 0;
  snprintf(whole_problem, 256, "%s", sqlite3_errmsg(database));
  return 1;
}

static int prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement) {
  return check(database, sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, 0));
}

static words column(sqlite3_stmt *statement, int index) {
  words found = {0, sqlite3_column_bytes(statement, index)};
  const unsigned char *text = sqlite3_column_text(statement, index);
  if (text != NULL) {
    found.text = malloc((size_t)found.length + 1);
    memcpy(found.text, text, (size_t)found.length + 1);
  }
  return found;
}

static void bind(sqlite3_stmt *statement, int index, words text) {
  sqlite3_bind_text(statement, index, text.text, text.length, SQLITE_STATIC);
}

static int run(sqlite3 *database, sqlite3_stmt *statement) {
  int code = sqlite3_step(statement);
  sqlite3_reset(statement);
  return check(database, code);
}

static long count_of(sqlite3 *database, const char *sql) {
  sqlite3_stmt *statement;
  if (prepare(database, sql, &statement)) return 0;
  long found = sqlite3_step(statement) == SQLITE_ROW ? (long)sqlite3_column_int64(statement, 0) : 0;
  sqlite3_finalize(statement);
  return found;
}

static int read_rows(sqlite3 *database, script *script) {
  script->rows = calloc((size_t)count_of(database, "SELECT count(*) FROM bylaw_inbox") + 1, sizeof(row));
  sqlite3_stmt *read;
  if (prepare(
          database,
          "SELECT i.seq, i.source, i.event_id, i.type, i.subject, i.time, i.at, i.data, d.at, d.rulebook, d.matched,"
          " d.facts, i.data ->> 'amount' FROM bylaw_inbox i JOIN bylaw_decisions d ON d.seq = i.seq ORDER BY i.seq",
          &read))
    return 1;
  while (sqlite3_step(read) == SQLITE_ROW) {
    row *next = &script->rows[script->count++];
    next->seq = sqlite3_column_int64(read, 0);
    next->source = sqlite3_column_int64(read, 1);
    next->id = column(read, 2);
    next->type = sqlite3_column_int64(read, 3);
    next->subject = column(read, 4);
    next->time = sqlite3_column_int64(read, 5);
    next->at = sqlite3_column_int64(read, 6);
    next->data = column(read, 7);
    next->decided = sqlite3_column_int64(read, 8);
    next->rulebook = sqlite3_column_int64(read, 9);
    next->matched = column(read, 10);
    next->facts = column(read, 11);
    next->amount = sqlite3_column_double(read, 12);
  }
  sqlite3_finalize(read);
  return 0;
}

static int read_actions(sqlite3 *database, script *script) {
  script->actions = calloc((size_t)count_of(database, "SELECT count(*) FROM bylaw_outbox") + 1, sizeof(action));
  sqlite3_stmt *read;
  if (prepare(database, "SELECT seq, name, by, subject, args, key FROM bylaw_outbox ORDER BY seq", &read)) return 1;
  long count = 0, at = 0;
  while (sqlite3_step(read) == SQLITE_ROW) {
    action *next = &script->actions[count];
    next->seq = sqlite3_column_int64(read, 0);
    next->name = sqlite3_column_int64(read, 1);
    next->by = sqlite3_column_int64(read, 2);
    next->subject = column(read, 3);
    next->args = column(read, 4);
    next->key = column(read, 5);
    while (at < script->count && script->rows[at].seq < next->seq / 65536) at += 1;
    if (script->rows[at].actions++ == 0) script->rows[at].first_action = count;
    count += 1;
  }
  sqlite3_finalize(read);
  return 0;
}

static int read_script(const char *path, script *script) {
  sqlite3 *database;
  if (check(NULL, sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE, 0))) return 1;
  int failed = read_rows(database, script) || read_actions(database, script);
  sqlite3_close(database);
  return failed;
}

static void free_script(script *script, long actions) {
  for (long at = 0; at < script->count; at++) {
    row *row = &script->rows[at];
    free(row->id.text), free(row->subject.text), free(row->data.text), free(row->matched.text), free(row->facts.text);
  }
  for (long at = 0; at < actions; at++) {
    action *action = &script->actions[at];
    free(action->subject.text), free(action->args.text), free(action->key.text);
  }
  free(script->rows), free(script->actions);
}

// The names and the rulebook that rows refer to; there are few, and they are not timed.
static int copy_names(floor_store *store, const char *finished) {
  char *attach = sqlite3_mprintf("ATTACH %Q AS done", finished);
  int code = sqlite3_exec(store->database, attach, 0, 0, 0);
  sqlite3_free(attach);
  if (code == SQLITE_OK)
    code = sqlite3_exec(
        store->database,
        "INSERT OR IGNORE INTO main.bylaw_names SELECT * FROM done.bylaw_names;"
        "INSERT OR IGNORE INTO main.bylaw_definitions SELECT * FROM done.bylaw_definitions; DETACH done",
        0, 0, 0);
  return check(store->database, code);
}

static int open_store(const char *path, const char *finished, floor_store *store) {
  if (check(NULL, sqlite3_open_v2(path, &store->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, 0))) return 1;
  if (check(store->database,
            sqlite3_exec(
                store->database,
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;"
                "PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32768",
                0, 0, 0)) ||
      copy_names(store, finished))
    return 1;
  sqlite3 *database = store->database;
  return prepare(database, "BEGIN IMMEDIATE", &store->begin) || prepare(database, "COMMIT", &store->commit) ||
         prepare(database, "SELECT * FROM customers WHERE id = ?1", &store->look) ||
         prepare(
             database, "UPDATE customers SET events = ?1, spent = ?2, last_event_at = ?3 WHERE id = ?4",
             &store->change) ||
         prepare(
             database,
             "INSERT INTO bylaw_inbox(source, event_id, type, subject, tenant, time, at, data, cause)"
             " VALUES(?1, ?2, ?3, ?4, NULL, ?5, ?6, ?7, NULL) ON CONFLICT(source, event_id) DO NOTHING",
             &store->event) ||
         prepare(
             database,
             "INSERT INTO bylaw_decisions(seq, at, rulebook, matched, errors, shadowed, facts)"
             " VALUES(?1, ?2, ?3, ?4, NULL, NULL, ?5)",
             &store->decision) ||
         prepare(
             database, "INSERT INTO bylaw_outbox(seq, name, by, subject, args, key) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
             &store->action);
}

static void close_store(floor_store *store) {
  sqlite3_finalize(store->begin), sqlite3_finalize(store->commit), sqlite3_finalize(store->look);
  sqlite3_finalize(store->change), sqlite3_finalize(store->event), sqlite3_finalize(store->decision);
  sqlite3_finalize(store->action);
  sqlite3_close(store->database);
}

// Reads the customer as a rule would, and writes the new values.
static int change_customer(floor_store *store, const row *row) {
  sqlite3_stmt *look = store->look, *change = store->change;
  bind(look, 1, row->subject);
  if (sqlite3_step(look) != SQLITE_ROW) {
    snprintf(whole_problem, 256, "no customer %s", row->subject.text);
    sqlite3_reset(look);
    return 1;
  }
  int columns = sqlite3_column_count(look);
  // The new columns are the last three.
  sqlite3_int64 events = sqlite3_column_int64(look, columns - 3);
  double spent = sqlite3_column_double(look, columns - 2);
  sqlite3_reset(look);
  sqlite3_bind_int64(change, 1, events + 1);
  sqlite3_bind_double(change, 2, spent + row->amount);
  sqlite3_bind_int64(change, 3, row->time);
  bind(change, 4, row->subject);
  return run(store->database, change);
}

static int write_event(floor_store *store, const script *script, const row *row) {
  sqlite3_stmt *event = store->event, *decision = store->decision, *act = store->action;
  sqlite3_bind_int64(event, 1, row->source);
  bind(event, 2, row->id);
  sqlite3_bind_int64(event, 3, row->type);
  bind(event, 4, row->subject);
  sqlite3_bind_int64(event, 5, row->time);
  sqlite3_bind_int64(event, 6, row->at);
  bind(event, 7, row->data);
  if (run(store->database, event) || change_customer(store, row)) return 1;
  sqlite3_bind_int64(decision, 1, row->seq);
  sqlite3_bind_int64(decision, 2, row->decided);
  sqlite3_bind_int64(decision, 3, row->rulebook);
  bind(decision, 4, row->matched);
  bind(decision, 5, row->facts);
  if (run(store->database, decision)) return 1;
  for (int number = 0; number < row->actions; number++) {
    const action *action = &script->actions[row->first_action + number];
    sqlite3_bind_int64(act, 1, action->seq);
    sqlite3_bind_int64(act, 2, action->name);
    sqlite3_bind_int64(act, 3, action->by);
    bind(act, 4, action->subject);
    bind(act, 5, action->args);
    bind(act, 6, action->key);
    if (run(store->database, act)) return 1;
  }
  return 0;
}

static double seconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int write_all(floor_store *store, const script *script, int batch) {
  for (long at = 0; at < script->count; at++) {
    if (at % batch == 0 && run(store->database, store->begin)) return 1;
    if (write_event(store, script, &script->rows[at])) return 1;
    if (((at + 1) % batch == 0 || at + 1 == script->count) && run(store->database, store->commit)) return 1;
  }
  return 0;
}

int floor_replay(const char *finished, const char *fresh, int batch, floor_times *times, char problem[256]) {
  whole_problem = problem;
  script script = {0};
  floor_store store = {0};
  if (read_script(finished, &script) || open_store(fresh, finished, &store)) return 1;
  double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  int failed = write_all(&store, &script, batch);
  times->wall = seconds(CLOCK_MONOTONIC) - wall;
  times->cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  times->events = script.count;
  long actions = count_of(store.database, "SELECT count(*) FROM bylaw_outbox");
  close_store(&store);
  free_script(&script, actions);
  return failed;
}

int floor_same(const char *one, const char *two, char problem[256]) {
  static const char *tables[] = {"customers", "bylaw_inbox", "bylaw_decisions", "bylaw_outbox"};
  whole_problem = problem;
  sqlite3 *database;
  if (check(NULL, sqlite3_open_v2(one, &database, SQLITE_OPEN_READWRITE, 0))) return -1;
  char *attach = sqlite3_mprintf("ATTACH %Q AS other", two);
  int code = sqlite3_exec(database, attach, 0, 0, 0);
  sqlite3_free(attach);
  if (check(database, code)) return -1;
  int same = 1;
  for (int at = 0; at < 4 && same; at++) {
    char sql[300];
    snprintf(
        sql, sizeof sql,
        "SELECT (SELECT count(*) FROM (SELECT * FROM main.%1$s EXCEPT SELECT * FROM other.%1$s))"
        " + (SELECT count(*) FROM (SELECT * FROM other.%1$s EXCEPT SELECT * FROM main.%1$s))",
        tables[at]);
    long different = count_of(database, sql);
    if (different == 0) continue;
    snprintf(problem, 256, "%ld rows of %s differ", different, tables[at]);
    same = 0;
  }
  sqlite3_close(database);
  return same;
}
