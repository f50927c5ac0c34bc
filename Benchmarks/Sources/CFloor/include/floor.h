// What the same rows cost with nothing but SQLite: the floor that the way of an event is compared with.
#ifndef BYLAW_FLOOR_H
#define BYLAW_FLOOR_H

typedef struct {
  double wall;  // seconds
  double cpu;   // seconds of this process
  long events;
} floor_times;

// Writes the events, decisions, actions and customers' new values of the database `finished` once more, from C, into
// `fresh`, a copy of it from before the run, `batch` events in a transaction. Returns 0, or 1 with a message in `problem`.
int floor_replay(const char *finished, const char *fresh, int batch, floor_times *times, char problem[256]);

// Whether two databases hold the same events, decisions, actions and customers: 1, 0, or -1 with a message.
int floor_same(const char *one, const char *two, char problem[256]);

#endif
