// Steps and time. Steps decide: they are the same on every machine. The clock is a backstop.
#include "sandbox.h"

#include <time.h>

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void bl_arm(bl_sandbox *s) {
  s->gas = s->limits.gas;
  s->deadline = 0;
  s->death = BL_OK;
  s->refusals = 0;
  s->nesting = 0;
  s->crossing = false;
  s->load_status = LUA_OK;
  s->failure.place_count = 0;
  s->failure.message_length = 0;
  s->epoch++;
  s->armed = true;
  s->running = s->state;
  lua_sethook(s->state, bl_hook, LUA_MASKCOUNT, BL_QUANTUM);
}

// The hook stays: nothing of a script runs until the next call sets it anew.
void bl_disarm(bl_sandbox *s) {
  s->armed = false;
  s->running = NULL;
}

// The clock is first read after a hundred instructions, so that short calls do not pay for it.
static bool is_late(bl_sandbox *s) {
  uint64_t time = now();
  if (s->deadline == 0) s->deadline = time + s->limits.nanoseconds;
  return time > s->deadline;
}

void bl_die(bl_sandbox *s, bl_outcome why) {
  if (s->death == BL_OK) s->death = why;
  if (s->running) lua_sethook(s->running, bl_hook, LUA_MASKCOUNT, 1);
}

int bl_raise_death(lua_State *L) {
  bl_sandbox *s = bl_of(L);
  lua_sethook(L, bl_hook, LUA_MASKCOUNT, 1);
  lua_pushlightuserdata(L, s);  // The one kind of error object that takes no memory.
  return lua_error(L);
}

void bl_hook(lua_State *L, lua_Debug *activation) {
  (void)activation;
  bl_sandbox *s = bl_of(L);
  if (!s->armed) return;
  if (s->death == BL_OK) {
    s->gas -= BL_QUANTUM;
    if (s->gas < 0) {
      s->death = BL_FAILED_GAS;
    } else if (is_late(s)) {
      s->death = BL_FAILED_TIME;
    }
  }
  if (s->death != BL_OK) bl_raise_death(L);
}

void bl_charge(lua_State *L, int64_t gas) {
  bl_sandbox *s = bl_of(L);
  if (!s->armed) return;
  s->gas -= gas;
  if (s->gas < 0) {
    bl_die(s, BL_FAILED_GAS);
  } else if (gas >= BL_ERROR_GAS && is_late(s)) {
    bl_die(s, BL_FAILED_TIME);
  }
  if (s->death != BL_OK) bl_raise_death(L);
}

void bl_enter(lua_State *L) {
  bl_sandbox *s = bl_of(L);
  if (s->nesting >= BL_MAX_NESTING) luaL_error(L, "library functions that call functions nest too deeply");
  s->nesting++;
}

void bl_leave(lua_State *L) { bl_of(L)->nesting--; }
