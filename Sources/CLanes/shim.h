// Swift writes arithmetic on SIMD vectors lane by lane; whether its optimiser finds the vector
// again is luck, and it often misses a lane or two. Clang has the vectors themselves. One operation
// on floats a function, so that nothing is ever fused: the same bits on every processor.

typedef float lossfold_float4 __attribute__((ext_vector_type(4)));
typedef double lossfold_double2 __attribute__((ext_vector_type(2)));
typedef int lossfold_int4 __attribute__((ext_vector_type(4)));
typedef unsigned lossfold_unsigned4 __attribute__((ext_vector_type(4)));

#define LANES(Result, name, parameters, result) \
  static inline __attribute__((always_inline, unused)) Result lossfold_##name parameters { \
    return result; \
  }
#define FLOATS(name, result) LANES(lossfold_float4, name, (lossfold_float4 a, lossfold_float4 b), result)
#define MASKS(name, result) LANES(lossfold_int4, name, (lossfold_float4 a, lossfold_float4 b), result)
#define INTEGERS(name, result) LANES(lossfold_int4, name, (lossfold_int4 a, lossfold_int4 b), result)
#define DOUBLES(name, result) \
  LANES(lossfold_double2, name, (lossfold_double2 a, lossfold_double2 b), result)

FLOATS(add, a + b)
FLOATS(subtract, a - b)
FLOATS(multiply, a *b)
FLOATS(divide, a / b)

// A lane of a mask is 0 or −1.
MASKS(is_less, a < b)
MASKS(is_at_most, a <= b)
MASKS(is_equal, a == b)
MASKS(is_unequal, a != b)

INTEGERS(and, a &b)
INTEGERS(or, a | b)
INTEGERS(xor, a ^ b)
// Wrapping around, as unsigned integers do.
INTEGERS(add_integers, (lossfold_int4)((lossfold_unsigned4)a + (lossfold_unsigned4)b))
INTEGERS(subtract_integers, (lossfold_int4)((lossfold_unsigned4)a - (lossfold_unsigned4)b))
LANES(lossfold_int4, shift_right, (lossfold_int4 a, int count), a >> count)
LANES(
  lossfold_int4, shift_left, (lossfold_int4 a, int count),
  (lossfold_int4)((lossfold_unsigned4)a << (unsigned)count))
LANES(lossfold_float4, from_integers, (lossfold_int4 a), __builtin_convertvector(a, lossfold_float4))

LANES(
  lossfold_float4, choose, (lossfold_int4 mask, lossfold_float4 a, lossfold_float4 b),
  (lossfold_float4)(((lossfold_int4)a & mask) | ((lossfold_int4)b & ~mask)))
LANES(lossfold_int4, bits, (lossfold_float4 a), (lossfold_int4)a)
LANES(lossfold_float4, from_bits, (lossfold_int4 a), (lossfold_float4)a)

// What the optimiser does not see by itself. NaN in `a` stays.
#if defined(__SSE__)
FLOATS(at_least, __builtin_ia32_maxps(b, a))
FLOATS(at_most, __builtin_ia32_minps(b, a))
LANES(
  _Bool, has_negative, (lossfold_int4 a, lossfold_int4 b),
  __builtin_ia32_movmskps((lossfold_float4)(a | b)) != 0)
#else
FLOATS(at_least, lossfold_choose(a < b, b, a))
FLOATS(at_most, lossfold_choose(a > b, b, a))
LANES(_Bool, has_negative, (lossfold_int4 a, lossfold_int4 b), __builtin_reduce_or(a | b) < 0)
#endif

DOUBLES(add_wide, a + b)
DOUBLES(multiply_wide, a *b)
LANES(
  lossfold_double2, widen_low, (lossfold_float4 a), __builtin_convertvector(a.lo, lossfold_double2))
LANES(
  lossfold_double2, widen_high, (lossfold_float4 a),
  __builtin_convertvector(a.hi, lossfold_double2))

// What loops over blocks take and give.
typedef float lossfold_float8 __attribute__((ext_vector_type(8)));
typedef int lossfold_int8 __attribute__((ext_vector_type(8), aligned(4)));
typedef double lossfold_double4 __attribute__((ext_vector_type(4)));
typedef float lossfold_some4 __attribute__((ext_vector_type(4), aligned(4)));
typedef float lossfold_some8 __attribute__((ext_vector_type(8), aligned(4)));
typedef long lossfold_long8 __attribute__((ext_vector_type(8)));
typedef double lossfold_double8 __attribute__((ext_vector_type(8), aligned(8)));

// Between what probabilities are held, and what stands under the logarithms of binary cross-entropy.
typedef struct {
  float least, most, added, one, rest;
} lossfold_bernoulli;

// The least and the greatest number, NaN left out, and the bits of what was NaN or infinite.
typedef struct {
  lossfold_float4 low, high;
  lossfold_int4 odd;
} lossfold_ends;

// What is kept of all lanes alike: bits are set in `soft` where a label was neither 0 nor 1.
typedef struct {
  lossfold_ends losses, predictions;
  lossfold_int4 soft;
} lossfold_pass;

#undef FLOATS
#pragma clang fp contract(off)
#pragma clang diagnostic push
// Vectors wider than the processor's own never leave the function that they are in.
#pragma clang diagnostic ignored "-Wpsabi"
#define INLINE static inline __attribute__((always_inline, unused))
#define SELDOM static __attribute__((noinline, cold, unused))
#define BLOCK static __attribute__((noinline, unused))

// The sum, to which `x` is added where the mask is set.
#define ADDED_WHERE(mask, sum, x) ((sum) + (lossfold_double8)((x) & (mask)))

#define NAME(name) lossfold_##name
#define WIDTH 4
#define HAS_NEGATIVE(mask) lossfold_has_negative(mask, mask)
#include "blocks.h"
#undef NAME

#if defined(__x86_64__)
// Two vectors of eight, so that two chains of operations are under way together.
#undef WIDTH
#undef HAS_NEGATIVE
#define WIDTH 16
#define HAS_NEGATIVE(mask) \
  (__builtin_ia32_movmskps256((lossfold_float8)((mask).lo | (mask).hi)) != 0)
#endif

#define NAME(name) lossfold_avx2_##name
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "blocks.h"
#pragma clang attribute pop
#else
#include "blocks.h"
#endif
#undef NAME

// With twice as many registers, and masks of their own.
#undef ADDED_WHERE
#define ADDED_WHERE(mask, sum, x) ((mask) ? (sum) + (lossfold_double8)(x) : (sum))
#define NAME(name) lossfold_avx512_##name
#if defined(__x86_64__)
#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))), \
  apply_to = function)
#include "blocks.h"
#pragma clang attribute pop
#else
#include "blocks.h"
#endif
#pragma clang diagnostic pop

#undef NAME
#undef WIDTH
#undef HAS_NEGATIVE
#undef ADDED_WHERE
#undef INLINE
#undef SELDOM
#undef BLOCK

// Whether this processor has these vectors.
#if defined(__x86_64__)
static inline _Bool lossfold_has_avx2(void) { return __builtin_cpu_supports("avx2") != 0; }
static inline _Bool lossfold_has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
    && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
}
#else
static inline _Bool lossfold_has_avx2(void) { return 0; }
static inline _Bool lossfold_has_avx512(void) { return 0; }
#endif
