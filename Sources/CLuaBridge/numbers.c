// The math library: Lua's own functions where they are exact, and functions that give the same bits everywhere.
#include "sandbox.h"

#include <math.h>

static int unary(lua_State *L, double (*function)(double)) {
  double x = luaL_checknumber(L, 1);
  bl_charge(L, 10);
  lua_pushnumber(L, function(x));
  return 1;
}

static double tangent(double x) { return bl_sin(x) / bl_cos(x); }
static double arc_sine(double x) { return bl_atan2(x, sqrt((1 - x) * (1 + x))); }
static double arc_cosine(double x) { return bl_atan2(sqrt((1 - x) * (1 + x)), x); }

static int sine(lua_State *L) { return unary(L, bl_sin); }
static int cosine(lua_State *L) { return unary(L, bl_cos); }
static int tan_function(lua_State *L) { return unary(L, tangent); }
static int asin_function(lua_State *L) { return unary(L, arc_sine); }
static int acos_function(lua_State *L) { return unary(L, arc_cosine); }
static int exponential(lua_State *L) { return unary(L, bl_exp); }

static int atan_function(lua_State *L) {
  double y = luaL_checknumber(L, 1), x = luaL_optnumber(L, 2, 1);
  bl_charge(L, 10);
  lua_pushnumber(L, bl_atan2(y, x));
  return 1;
}

static int logarithm(lua_State *L) {
  double x = luaL_checknumber(L, 1);
  bl_charge(L, 10);
  lua_pushnumber(L, lua_isnoneornil(L, 2) ? bl_log(x) : bl_log(x) / bl_log(luaL_checknumber(L, 2)));
  return 1;
}

// Whole powers only, by squaring.
static int power(lua_State *L) {
  double base = luaL_checknumber(L, 1), result = 1;
  lua_Integer exponent = luaL_checkinteger(L, 2);
  luaL_argcheck(L, exponent >= -1100 && exponent <= 1100, 2, "an exponent of -1100 to 1100 expected");
  bl_charge(L, 10);
  for (lua_Integer rest = exponent < 0 ? -exponent : exponent; rest > 0; rest >>= 1) {
    if (rest & 1) result *= base;
    base *= base;
  }
  lua_pushnumber(L, exponent < 0 ? 1 / result : result);
  return 1;
}

void bl_open_numbers(lua_State *L) {
  static const char *const taken[] = {"abs", "ceil", "floor", "max", "min", "fmod", "modf", "sqrt", "tointeger", "type",
                                      "ult", "huge", "pi", "maxinteger", "mininteger", NULL};
  static const luaL_Reg own[] = {{"sin", sine}, {"cos", cosine}, {"tan", tan_function}, {"asin", asin_function},
                                 {"acos", acos_function}, {"atan", atan_function}, {"exp", exponential},
                                 {"log", logarithm}, {"pow", power}, {NULL, NULL}};
  luaL_requiref(L, "math", luaopen_math, 0);
  lua_newtable(L);
  for (int i = 0; taken[i] != NULL; i++) {
    lua_getfield(L, -2, taken[i]);
    lua_setfield(L, -2, taken[i]);
  }
  bl_set_functions(L, own);
  lua_remove(L, -2);
}
