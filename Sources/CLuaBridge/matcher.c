// The matcher. A pattern with nested repetitions can take exponential time: every step is charged, and depth is bounded.
#include "matcher.h"

#include <string.h>

enum { MAX_DEPTH = 200, CHARGE_EVERY = 256 };

static bool is_upper(int c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(int c) { return c >= 'a' && c <= 'z'; }
static bool is_alpha(int c) { return is_upper(c) || is_lower(c); }
static bool is_digit(int c) { return c >= '0' && c <= '9'; }
static bool is_graph(int c) { return c > 32 && c < 127; }
static bool is_hex(int c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Whether a byte is in a class such as `%a`; classes do not depend on the locale.
static bool is_in_class(int c, int letter) {
  bool result;
  switch (letter | 32) {
    case 'a': result = is_alpha(c); break;
    case 'c': result = c < 32 || c == 127; break;
    case 'd': result = is_digit(c); break;
    case 'g': result = is_graph(c); break;
    case 'l': result = is_lower(c); break;
    case 'p': result = is_graph(c) && !is_alpha(c) && !is_digit(c); break;
    case 's': result = c == ' ' || (c >= 9 && c <= 13); break;
    case 'u': result = is_upper(c); break;
    case 'w': result = is_alpha(c) || is_digit(c); break;
    case 'x': result = is_hex(c); break;
    default: return letter == c;
  }
  if (!is_alpha(letter)) return letter == c;
  return is_lower(letter) ? result : !result;
}

void bl_match_charge(struct match *m) {
  int64_t steps = m->steps;
  m->steps = 0;
  if (steps > 0) bl_charge(m->L, steps);
}

static void step(struct match *m, int64_t count) {
  m->steps += count;
  if (m->steps >= CHARGE_EVERY) bl_match_charge(m);
}

// The end of a set that begins after `[`.
static const char *set_end(struct match *m, const char *p) {
  if (p < m->pattern_end && *p == '^') p++;
  do {
    if (p >= m->pattern_end) luaL_error(m->L, "malformed pattern (missing ']')");
    step(m, 1);
    if (*p++ != '%') continue;
    if (p >= m->pattern_end) luaL_error(m->L, "malformed pattern (missing ']')");
    p++;
  } while (p >= m->pattern_end || *p != ']');
  return p + 1;
}

// The end of the single-character item at `p`.
static const char *item_end(struct match *m, const char *p) {
  if (p >= m->pattern_end) luaL_error(m->L, "malformed pattern (ends prematurely)");
  char c = *p++;
  if (c == '[') return set_end(m, p);
  if (c != '%') return p;
  if (p >= m->pattern_end) luaL_error(m->L, "malformed pattern (ends with '%%')");
  return p + 1;
}

// Whether a byte is in the set from `[` at `p` to `]` at `end`.
static bool is_in_set(struct match *m, int c, const char *p, const char *end) {
  bool found = false, negated = p[1] == '^';
  p += negated ? 2 : 1;
  const char *start = p;
  while (!found && (p < end || p == start)) {
    step(m, 1);
    if (*p == '%') {
      found = is_in_class(c, (unsigned char)p[1]);
      p += 2;
    } else if (p + 2 < end && p[1] == '-') {
      found = (unsigned char)p[0] <= c && c <= (unsigned char)p[2];
      p += 3;
    } else {
      found = (unsigned char)*p == c;
      p++;
    }
  }
  return found != negated;
}

// Whether the item from `p` to `end` fits the byte at `at`.
static bool fits(struct match *m, const char *at, const char *p, const char *end) {
  if (at >= m->text_end) return false;
  int c = (unsigned char)*at;
  switch (*p) {
    case '.': return true;
    case '%': return is_in_class(c, (unsigned char)p[1]);
    case '[': return is_in_set(m, c, p, end - 1);
    default: return (unsigned char)*p == c;
  }
}

static const char *match(struct match *m, const char *at, const char *p);

static const char *open_capture(struct match *m, const char *at, const char *p) {
  bool is_position = p + 1 < m->pattern_end && p[1] == ')';
  if (m->capture_count >= BL_MAX_CAPTURES) luaL_error(m->L, "too many captures");
  m->captures[m->capture_count].start = at;
  m->captures[m->capture_count].length = is_position ? CAPTURE_POSITION : CAPTURE_OPEN;
  m->capture_count++;
  const char *end = match(m, at, p + (is_position ? 2 : 1));
  if (end == NULL) m->capture_count--;
  return end;
}

static const char *close_capture(struct match *m, const char *at, const char *p) {
  int index = m->capture_count - 1;
  while (index >= 0 && m->captures[index].length != CAPTURE_OPEN) index--;
  if (index < 0) luaL_error(m->L, "invalid pattern capture");
  m->captures[index].length = at - m->captures[index].start;
  const char *end = match(m, at, p + 1);
  if (end == NULL) m->captures[index].length = CAPTURE_OPEN;
  return end;
}

// `%bxy`: the end of the balanced text; NULL if there is none.
static const char *balanced(struct match *m, const char *at, const char *p) {
  if (p + 3 >= m->pattern_end) luaL_error(m->L, "malformed pattern (missing arguments to '%%b')");
  if (at >= m->text_end || *at != p[2]) return NULL;
  int open = 1;
  for (at++; at < m->text_end; at++) {
    step(m, 1);
    if (*at == p[3]) {
      if (--open == 0) return at + 1;
    } else if (*at == p[2]) {
      open++;
    }
  }
  return NULL;
}

// `%f[set]` at `p`, which points to the set: its end if the frontier is here, else NULL.
static const char *frontier(struct match *m, const char *at, const char *p) {
  if (p >= m->pattern_end || *p != '[') luaL_error(m->L, "missing '[' after '%%f' in pattern");
  const char *end = item_end(m, p);
  int before = at == m->text ? 0 : (unsigned char)at[-1];
  int here = at < m->text_end ? (unsigned char)*at : 0;
  return !is_in_set(m, before, p, end - 1) && is_in_set(m, here, p, end - 1) ? end : NULL;
}

// `%1`: where the repeated capture ends; NULL if it is not here.
static const char *repeated(struct match *m, const char *at, int digit) {
  int index = digit - '1';
  if (index < 0 || index >= m->capture_count || m->captures[index].length == CAPTURE_OPEN) {
    luaL_error(m->L, "invalid capture index %%%d", index + 1);
  }
  if (m->captures[index].length == CAPTURE_POSITION) return NULL;
  size_t length = (size_t)m->captures[index].length;
  step(m, (int64_t)(length / 16));
  bool is_here = (size_t)(m->text_end - at) >= length && memcmp(m->captures[index].start, at, length) == 0;
  return is_here ? at + length : NULL;
}

// `x*` and `x+`: as many as there are, then fewer.
static const char *longest(struct match *m, const char *at, const char *p, const char *end, ptrdiff_t least) {
  ptrdiff_t count = 0;
  while (fits(m, at + count, p, end)) {
    count++;
    step(m, 1);
  }
  for (; count >= least; count--) {
    step(m, 1);
    const char *result = match(m, at + count, end + 1);
    if (result != NULL) return result;
  }
  return NULL;
}

// `x-`: as few as will do.
static const char *shortest(struct match *m, const char *at, const char *p, const char *end) {
  for (;; at++) {
    const char *result = match(m, at, end + 1);
    if (result != NULL) return result;
    if (!fits(m, at, p, end)) return NULL;
    step(m, 1);
  }
}

// What a part of the pattern comes to: a result, or another place of pattern and text to go on from.
struct progress {
  bool is_done;
  const char *at, *p;
};

static struct progress done(const char *end) { return (struct progress){true, end, NULL}; }
static struct progress go_on(const char *at, const char *p) {
  return at != NULL && p != NULL ? (struct progress){false, at, p} : done(NULL);
}

static struct progress match_item(struct match *m, const char *at, const char *p) {
  const char *end = item_end(m, p);
  char suffix = end < m->pattern_end ? *end : '\0';
  switch (suffix) {
    case '*': return done(longest(m, at, p, end, 0));
    case '+': return done(longest(m, at, p, end, 1));
    case '-': return done(shortest(m, at, p, end));
    case '?':
      if (fits(m, at, p, end)) {
        const char *result = match(m, at + 1, end + 1);
        if (result != NULL) return done(result);
      }
      return go_on(at, end + 1);
    default: return fits(m, at, p, end) ? go_on(at + 1, end) : done(NULL);
  }
}

static struct progress match_part(struct match *m, const char *at, const char *p) {
  if (*p == '(') return done(open_capture(m, at, p));
  if (*p == ')') return done(close_capture(m, at, p));
  if (*p == '$' && p + 1 == m->pattern_end) return done(at == m->text_end ? at : NULL);
  if (*p == '%' && p + 1 < m->pattern_end) {
    if (p[1] == 'b') return go_on(balanced(m, at, p), p + 4);
    if (p[1] == 'f') return go_on(at, frontier(m, at, p + 2));
    if (is_digit((unsigned char)p[1])) return go_on(repeated(m, at, p[1]), p + 2);
  }
  return match_item(m, at, p);
}

static const char *match(struct match *m, const char *at, const char *p) {
  if (++m->depth > MAX_DEPTH) luaL_error(m->L, "pattern too complex");
  struct progress progress = {false, at, p};
  while (!progress.is_done) {
    step(m, 1);
    progress = progress.p == m->pattern_end ? done(progress.at) : match_part(m, progress.at, progress.p);
  }
  m->depth--;
  return progress.at;
}

void bl_match_open(struct match *m, lua_State *L, const char *text, size_t text_length, const char *pattern_end) {
  m->L = L;
  m->text = text;
  m->text_end = text + text_length;
  m->pattern_end = pattern_end;
  m->steps = 0;
}

const char *bl_match_at(struct match *m, const char *at, const char *pattern) {
  m->depth = 0;
  m->capture_count = 0;
  return match(m, at, pattern);
}

void bl_push_capture(struct match *m, int index, const char *start, const char *end) {
  if (index >= m->capture_count) {
    if (index != 0) luaL_error(m->L, "invalid capture index %%%d", index + 1);
    lua_pushlstring(m->L, start, (size_t)(end - start));
    return;
  }
  const struct capture *capture = &m->captures[index];
  if (capture->length == CAPTURE_OPEN) luaL_error(m->L, "unfinished capture");
  if (capture->length == CAPTURE_POSITION) {
    lua_pushinteger(m->L, capture->start - m->text + 1);
  } else {
    lua_pushlstring(m->L, capture->start, (size_t)capture->length);
  }
}

int bl_push_captures(struct match *m, const char *start, const char *end) {
  int count = m->capture_count == 0 && start != NULL ? 1 : m->capture_count;
  luaL_checkstack(m->L, count, "too many captures");
  for (int i = 0; i < count; i++) bl_push_capture(m, i, start, end);
  return count;
}
