// Elementary functions from additions, multiplications, divisions and square roots alone, which IEEE 754 rounds alike
// everywhere. The C library's differ in the last digit from machine to machine. Errors are a few units of that digit.
#include "sandbox.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

static const double PI = 0x1.921fb54442d18p+1, HALF_PI = 0x1.921fb54442d18p+0;

// The sum of `c[0] + c[1] x + ...`.
static double polynomial(const double *c, int count, double x) {
  double sum = 0;
  while (count-- > 0) sum = sum * x + c[count];
  return sum;
}

// For |x| of at most an eighth of a turn.
static double small_sine(double x) {
  static const double c[] = {1,
                             -1.0 / 6,
                             1.0 / 120,
                             -1.0 / 5040,
                             1.0 / 362880,
                             -1.0 / 39916800,
                             1.0 / 6227020800.0,
                             -1.0 / 1307674368000.0,
                             1.0 / 355687428096000.0};
  return x * polynomial(c, 9, x * x);
}

static double small_cosine(double x) {
  static const double c[] = {1,
                             -1.0 / 2,
                             1.0 / 24,
                             -1.0 / 720,
                             1.0 / 40320,
                             -1.0 / 3628800,
                             1.0 / 479001600,
                             -1.0 / 87178291200.0,
                             1.0 / 20922789888000.0,
                             -1.0 / 6402373705728000.0};
  return polynomial(c, 10, x * x);
}

// The sine of `x` plus `quarters` quarter turns.
static double sine(double x, int quarters) {
  // A quarter turn in three parts, so that the multiples of the first two are exact.
  static const double first = 0x1.921fb50000000p+0, second = 0x1.110b460000000p-26, third = 0x1.1a62633145c07p-54;
  if (!isfinite(x)) return NAN;
  if (fabs(x) > 1e8) x = fmod(x, 2 * PI);
  double turns = floor(x * 0x1.45f306dc9c883p-1 + 0.5);
  double rest = ((x - turns * first) - turns * second) - turns * third;
  switch (((int)fmod(turns, 4) + quarters + 8) & 3) {
    case 0: return small_sine(rest);
    case 1: return small_cosine(rest);
    case 2: return -small_sine(rest);
    default: return -small_cosine(rest);
  }
}

double bl_sin(double x) { return sine(x, 0); }
double bl_cos(double x) { return sine(x, 1); }

// For 0 <= x <= 1: half the angle three times, then the series.
static double small_arc_tangent(double x) {
  static const double c[] = {1,        -1.0 / 3, 1.0 / 5,   -1.0 / 7, 1.0 / 9,
                             -1.0 / 11, 1.0 / 13, -1.0 / 15, 1.0 / 17, -1.0 / 19};
  for (int i = 0; i < 3; i++) x = x / (1 + sqrt(1 + x * x));
  return 8 * x * polynomial(c, 10, x * x);
}

double bl_atan2(double y, double x) {
  if (isnan(x) || isnan(y)) return NAN;
  double height = fabs(y), width = fabs(x), angle;
  if (height == 0) {
    angle = 0;
  } else if (isinf(height) && isinf(width)) {
    angle = HALF_PI / 2;
  } else {
    angle = height <= width ? small_arc_tangent(height / width) : HALF_PI - small_arc_tangent(width / height);
  }
  if (signbit(x)) angle = PI - angle;
  return copysign(angle, y);
}

static const double LN2_FIRST = 0x1.62e42fee00000p-1, LN2_SECOND = 0x1.a39ef35793c76p-33;

double bl_exp(double x) {
  if (isnan(x)) return x;
  if (x > 709.8) return INFINITY;
  if (x < -745.2) return 0;
  double doublings = floor(x * 0x1.71547652b82fep+0 + 0.5);
  double rest = (x - doublings * LN2_FIRST) - doublings * LN2_SECOND;
  double sum = 1;
  for (int i = 16; i > 0; i--) sum = 1 + rest * sum / i;
  return ldexp(sum, (int)doublings);
}

double bl_log(double x) {
  if (isnan(x) || x < 0) return NAN;
  if (x == 0) return -INFINITY;
  if (isinf(x)) return x;
  int exponent;
  double mantissa = frexp(x, &exponent);
  if (mantissa < 0x1.6a09e667f3bcdp-1) {
    mantissa *= 2;
    exponent--;
  }
  double ratio = (mantissa - 1) / (mantissa + 1), square = ratio * ratio, sum = 0;
  for (int i = 23; i > 0; i -= 2) sum = sum * square + 1.0 / i;
  return exponent * LN2_FIRST + (exponent * LN2_SECOND + 2 * ratio * sum);
}
