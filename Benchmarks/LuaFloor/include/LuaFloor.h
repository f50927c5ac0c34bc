/// What calls of Lua cost with nothing around them: the measure for what is built on top.
#ifndef LUAFLOOR_H
#define LUAFLOOR_H

#include <stdint.h>

typedef struct floor_state floor_state;

/// A state with a function of four numbers, and one that reads four fields and asks for an action.
floor_state *floor_open(void);
void floor_close(floor_state *floor);
/// Calls the function of four numbers, protected and with a count hook.
double floor_function(floor_state *floor, double a, double b, double c, double d);
/// Runs the script on tables made for this call; returns how many values it asked with.
int64_t floor_rule(floor_state *floor, int64_t amount, int64_t factor);

#endif
