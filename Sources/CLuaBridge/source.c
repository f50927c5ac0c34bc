// A look at a chunk before it is compiled, for what Lua itself does not survive or does differently elsewhere.
//
// `a.b.b.b` with thousands of links is compiled at once, but an error at its end makes Lua 5.4 look for the name by
// recursion, link by link: 20 kB of it overflow a stack of 512 KiB. Powers are computed by the C library, whose last
// bit differs between machines.
#include "sandbox.h"

#include <string.h>

enum { MAX_LINKS = 32, MAX_BRACKETS = 100 };

struct scan {
  const char *at, *end;
  int32_t line;
  int links;                  // Links of the expression at hand.
  int outer[MAX_BRACKETS];    // Those of the expressions around it, by bracket.
  int depth;
};

static bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_name(char c) { return is_name_start(c) || is_digit(c); }
static char peek(const struct scan *scan, int ahead) {
  return scan->end - scan->at > ahead ? scan->at[ahead] : '\0';
}

// The number of `=` of a long bracket that opens here; -1 if none does.
static int long_bracket(const struct scan *scan) {
  int level = 0;
  while (peek(scan, 1 + level) == '=') level++;
  return peek(scan, 1 + level) == '[' ? level : -1;
}

static void skip_long(struct scan *scan, int level) {
  scan->at += level + 2;
  for (; scan->at < scan->end; scan->at++) {
    if (*scan->at == '\n') scan->line++;
    if (*scan->at != ']') continue;
    int count = 0;
    while (peek(scan, 1 + count) == '=') count++;
    if (count == level && peek(scan, 1 + count) == ']') {
      scan->at += level + 2;
      return;
    }
  }
}

static void skip_comment(struct scan *scan) {
  scan->at += 2;
  int level = peek(scan, 0) == '[' ? long_bracket(scan) : -1;
  if (level >= 0) {
    skip_long(scan, level);
  } else {
    while (scan->at < scan->end && *scan->at != '\n') scan->at++;
  }
}

static void skip_string(struct scan *scan) {
  char quote = *scan->at++;
  while (scan->at < scan->end && *scan->at != quote && *scan->at != '\n') {
    scan->at += *scan->at == '\\' && scan->at + 1 < scan->end ? 2 : 1;
  }
  if (scan->at < scan->end && *scan->at == quote) scan->at++;
}

static void skip_number(struct scan *scan) {
  while (is_name(peek(scan, 0)) || (peek(scan, 0) == '.' && peek(scan, 1) != '.')) scan->at++;
}

// A name after a dot is a link; any other begins an expression.
static const char *name(struct scan *scan, bool is_link) {
  while (is_name(peek(scan, 0))) scan->at++;
  scan->links = is_link ? scan->links + 1 : 0;
  return scan->links > MAX_LINKS ? "an expression with more than 32 fields in a row" : NULL;
}

static const char *bracket(struct scan *scan, char c) {
  scan->at++;
  if (c == '(' || c == '[' || c == '{') {
    if (scan->depth == MAX_BRACKETS) return "more than 100 brackets inside one another";
    scan->outer[scan->depth++] = scan->links;
    scan->links = 0;
    return NULL;
  }
  if (scan->depth == 0) return NULL;
  int outer = scan->outer[--scan->depth];
  // `(a.b).c` goes on where the bracket ended; `a[b.c]` goes on where it began.
  scan->links = outer > scan->links ? outer : scan->links;
  if (c == ']') scan->links++;
  return scan->links > MAX_LINKS ? "an expression with more than 32 fields in a row" : NULL;
}

static const char *symbol(struct scan *scan, char c) {
  if (c == '^') return "`^` is not available, because its last digit differs between machines; multiply instead";
  if (strchr("()[]{}", c) != NULL) return bracket(scan, c);
  scan->at++;
  scan->links = 0;
  return NULL;
}

static void skip_blank(struct scan *scan) {
  if (*scan->at++ == '\n') scan->line++;
}

static const char *token(struct scan *scan) {
  char c = *scan->at;
  int level;
  if (c == '\n' || c == ' ' || c == '\t' || c == '\r' || c == '\0') return skip_blank(scan), NULL;
  if (c == '-' && peek(scan, 1) == '-') return skip_comment(scan), NULL;
  if (c == '"' || c == '\'') return skip_string(scan), NULL;
  if (c == '[' && (level = long_bracket(scan)) >= 0) return skip_long(scan, level), NULL;
  if (is_name_start(c)) return name(scan, false);
  if (is_digit(c) || (c == '.' && is_digit(peek(scan, 1)))) return skip_number(scan), NULL;
  if (c == '.' && peek(scan, 1) != '.') {
    scan->at++;
    while (scan->at < scan->end && strchr(" \t\r\n", *scan->at) != NULL && *scan->at != '\0') skip_blank(scan);
    return name(scan, true);
  }
  return symbol(scan, c);
}

const char *bl_check_source(const char *source, size_t length, int32_t *line) {
  struct scan scan = {.at = source, .end = source + length, .line = 1};
  const char *reason = NULL;
  while (scan.at < scan.end && reason == NULL) reason = token(&scan);
  *line = scan.line;
  return reason;
}
