// Lua's patterns, matched in counted steps.
#ifndef MATCHER_H
#define MATCHER_H

#include "sandbox.h"

enum { BL_MAX_CAPTURES = 32 };

struct capture {
  const char *start;
  ptrdiff_t length;  // Or one of the two below.
};

enum { CAPTURE_OPEN = -1, CAPTURE_POSITION = -2 };

/// A pattern being matched against a text.
struct match {
  lua_State *L;
  const char *text, *text_end;
  const char *pattern_end;
  int64_t steps;  // Not yet charged.
  int depth;
  int capture_count;
  struct capture captures[BL_MAX_CAPTURES];
};

void bl_match_open(struct match *m, lua_State *L, const char *text, size_t text_length, const char *pattern_end);
/// Where the match of the pattern at `at` ends; NULL if there is none.
const char *bl_match_at(struct match *m, const char *at, const char *pattern);
/// Charges the steps that are not yet charged.
void bl_match_charge(struct match *m);
/// Pushes capture `index`, or the whole match if there are no captures.
void bl_push_capture(struct match *m, int index, const char *start, const char *end);
/// Pushes all captures; the whole match if there are none and `start` is given. Returns how many.
int bl_push_captures(struct match *m, const char *start, const char *end);

#endif
