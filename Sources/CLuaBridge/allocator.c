// Memory: a limit for the whole state, one for each block, and gas for every byte.
#include "sandbox.h"

#include <stdlib.h>

// Room for the header of a string of the largest allowed length.
enum { STRING_HEADER = 64 };

static bool is_injected(bl_sandbox *s) {
  if (s->refuse_first == 0) return false;
  s->allocations++;
  return s->allocations == s->refuse_first || (s->refuse_all && s->allocations > s->refuse_first);
}

static bool is_refused(const bl_sandbox *s, bool is_string, size_t old, size_t size) {
  if (s->memory - old + size > s->limits.memory) return true;
  // One insertion can rehash a whole table, in a single step that no hook interrupts.
  if (size > s->limits.block) return true;
  return is_string && size > s->limits.string + STRING_HEADER;
}

// An allocation cannot raise: it marks the sandbox, and the next instruction does.
static void charge(bl_sandbox *s, int64_t gas) {
  s->gas -= gas;
  if (s->gas < 0 && s->death == BL_OK) bl_die(s, BL_FAILED_GAS);
}

static void *refuse(bl_sandbox *s) {
  s->refusals++;
  // Lua answers a refusal with a full collection.
  charge(s, (int64_t)(s->memory / 16) + 1000);
  if (s->running) bl_note_places(s, s->running, 0, false);
  return NULL;
}

void *bl_allocate(void *sandbox, void *block, size_t old, size_t size) {
  bl_sandbox *s = sandbox;
  bool is_string = block == NULL && old == LUA_TSTRING;
  if (block == NULL) old = 0;
  if (size == 0) {
    s->memory -= old;
    free(block);
    return NULL;
  }
  if (size > old) {
    if (is_injected(s)) return NULL;
    if (s->armed) {
      charge(s, (int64_t)((size - old) / 32));
      if (is_refused(s, is_string, old, size)) return refuse(s);
    }
  }
  void *result = realloc(block, size);
  if (result == NULL) return NULL;
  s->memory = s->memory - old + size;
  if (s->memory > s->peak) s->peak = s->memory;
  return result;
}
