// Loops over blocks of floats. The shim includes this file once for vectors that every processor
// has and once for wide ones: each lane meets the same operations in the same order, and nothing is
// fused, so that the bits are the same.

typedef float NAME(floats) __attribute__((ext_vector_type(WIDTH)));
typedef int NAME(ints) __attribute__((ext_vector_type(WIDTH)));
// In memory, where they may begin at any element.
typedef float NAME(some) __attribute__((ext_vector_type(WIDTH), aligned(4)));

#define FLOATS NAME(floats)
#define INTS NAME(ints)

// The logarithm of normal positive numbers of these bits, times 2 to the power of `power`.
INLINE FLOATS NAME(logarithm_of_normal)(INTS bits, INTS power) {
  // The number is 2^e · (1 + m) with 1 + m in [√½, √2).
  INTS above = bits - 0x3F3504F3;
  FLOATS m = (FLOATS)(bits - (above & -0x800000)) - 1;
  FLOATS e = __builtin_convertvector((above >> 23) + power, FLOATS);

  // By pairs and pairs of pairs: half as long a chain as Horner's.
  FLOATS square = m * m;
  FLOATS fourth = square * square;
  FLOATS low = (m * -2.4999993993e-1f + 3.3333331174e-1f)
    + (m * -1.6668057665e-1f + 2.0000714765e-1f) * square;
  FLOATS high = (m * -1.2420140846e-1f + 1.4249322787e-1f)
    + (m * -1.1514610310e-1f + 1.1676998740e-1f) * square;
  FLOATS polynomial = (low + (high + fourth * 7.0376836292e-2f) * fourth) * m;
  FLOATS result = (polynomial * square + e * -2.12194440e-4f) + square * -0.5f;
  return (m + result) + e * 0.693359375f;
}

// The logarithm where a lane may be odd.
SELDOM FLOATS NAME(logarithm_of_any)(FLOATS x) {
  // Subnormal numbers are lifted into the normal range first.
  INTS is_subnormal = ((INTS)x - 0x800000) >> 31;
  INTS lifted = ((INTS)x & ~is_subnormal) | ((INTS)(x * 8388608) & is_subnormal);
  FLOATS result = NAME(logarithm_of_normal)(lifted, is_subnormal & -23);
  result = x == (FLOATS)__builtin_inff() ? x : result;
  result = x == 0 ? (FLOATS)-__builtin_inff() : result;
  // No NaN is at least 0.
  return x >= 0 ? result : (FLOATS)__builtin_nanf("");
}

// Negative in lanes that are not normal, positive and finite: bits from those of the least to those
// of the greatest.
INLINE INTS NAME(is_odd)(FLOATS x) {
  INTS offset = (INTS)x - 0x800000;
  return offset | (0x7EFFFFFF - offset);
}

INLINE FLOATS NAME(load)(const float *x) { return *(const NAME(some) *)x; }
INLINE void NAME(store)(float *x, FLOATS lanes) { *(NAME(some) *)x = lanes; }

// Makes of each number its logarithm.
BLOCK void NAME(logarithms)(float *x, long count) {
  INTS odd = 0;
  long whole = count - count % WIDTH;
  for (long i = 0; i < whole; i += WIDTH) odd |= NAME(is_odd)(NAME(load)(x + i));
  if (HAS_NEGATIVE(odd)) {
    for (long i = 0; i < whole; i += WIDTH)
      NAME(store)(x + i, NAME(logarithm_of_any)(NAME(load)(x + i)));
  } else {
    // Without a way out, everything that the loop needs stays in registers.
    for (long i = 0; i < whole; i += WIDTH)
      NAME(store)(x + i, NAME(logarithm_of_normal)((INTS)NAME(load)(x + i), (INTS)0));
  }
  FLOATS rest = 1;
  __builtin_memcpy(&rest, x + whole, sizeof(float) * (count - whole));
  rest = NAME(logarithm_of_any)(rest);
  __builtin_memcpy(x + whole, &rest, sizeof(float) * (count - whole));
}

// −y·ln(p + added) − (1 − y)·ln((one − p) + rest), p clipped; one logarithm where y is 0 or 1.
// Anything where p is NaN.
INLINE FLOATS NAME(cross_entropy)(FLOATS y, FLOATS p, lossfold_bernoulli terms, _Bool is_soft) {
  p = p < terms.least ? (FLOATS)terms.least : p;
  p = p > terms.most ? (FLOATS)terms.most : p;
  INTS positive = (INTS)(p + terms.added);
  INTS negative = (INTS)((terms.one - p) + terms.rest);
  if (!is_soft) return 0 - NAME(logarithm_of_normal)(y == 1 ? positive : negative, (INTS)0);
  return 0 - (y * NAME(logarithm_of_normal)(positive, (INTS)0)
    + (1 - y) * NAME(logarithm_of_normal)(negative, (INTS)0));
}

// Cross-entropies of labels and probabilities, as many as a multiple of WIDTH.
INLINE void NAME(fill_cross_entropies)(
  const float *y, const float *p, float *losses, long count, lossfold_bernoulli terms,
  _Bool is_soft) {
  INTS is_nan = 0;
  for (long i = 0; i < count; i += WIDTH) {
    FLOATS prediction = NAME(load)(p + i);
    is_nan |= prediction != prediction;
    NAME(store)(losses + i, NAME(cross_entropy)(NAME(load)(y + i), prediction, terms, is_soft));
  }
  if (!HAS_NEGATIVE(is_nan)) return;
  for (long i = 0; i < count; i += WIDTH) {
    FLOATS prediction = NAME(load)(p + i);
    FLOATS nan = __builtin_nanf("");
    NAME(store)(losses + i, prediction == prediction ? NAME(load)(losses + i) : nan);
  }
}

// Cross-entropies of labels and probabilities.
BLOCK void NAME(cross_entropies)(
  const float *y, const float *p, float *losses, long count, lossfold_bernoulli terms) {
  INTS soft = 0;
  long whole = count - count % WIDTH;
  for (long i = 0; i < whole && !HAS_NEGATIVE(soft); i += WIDTH)
    soft = (NAME(load)(y + i) != 0) & (NAME(load)(y + i) != 1);
  if (HAS_NEGATIVE(soft))
    NAME(fill_cross_entropies)(y, p, losses, whole, terms, 1);
  else
    NAME(fill_cross_entropies)(y, p, losses, whole, terms, 0);
  if (whole == count) return;
  float rest[3][WIDTH] = {0};
  long size = sizeof(float) * (count - whole);
  __builtin_memcpy(rest[0], y + whole, size);
  __builtin_memcpy(rest[1], p + whole, size);
  NAME(fill_cross_entropies)(rest[0], rest[1], rest[2], WIDTH, terms, 1);
  __builtin_memcpy(losses + whole, rest[2], size);
}

// The least and the greatest number while blocks pass, NaN left out: of eight lanes, or of four
// where registers are few.
#if WIDTH == 4
typedef lossfold_float4 NAME(end);
#else
typedef lossfold_float8 NAME(end);
#endif
typedef struct {
  NAME(end) low, high;
} NAME(running_ends);

INLINE void NAME(add_ends)(NAME(running_ends) *ends, lossfold_float8 x) {
#if WIDTH == 4
  ends->low = lossfold_at_most(lossfold_at_most(ends->low, x.lo), x.hi);
  ends->high = lossfold_at_least(lossfold_at_least(ends->high, x.lo), x.hi);
#else
  ends->low = x < ends->low ? x : ends->low;
  ends->high = x > ends->high ? x : ends->high;
#endif
}

INLINE void NAME(merge_ends)(lossfold_ends *ends, NAME(running_ends) other) {
#if WIDTH == 4
  ends->low = lossfold_at_most(ends->low, other.low);
  ends->high = lossfold_at_least(ends->high, other.high);
#else
  ends->low = lossfold_at_most(lossfold_at_most(ends->low, other.low.lo), other.low.hi);
  ends->high = lossfold_at_least(lossfold_at_least(ends->high, other.high.lo), other.high.hi);
#endif
}

// Bits where numbers are NaN or infinite: x − x has none for finite ones.
INLINE lossfold_int8 NAME(not_finite)(lossfold_float8 x) { return (lossfold_int8)(x - x); }

// Adds eight elements to a register: the sums of all losses, of positives, of those on the wrong
// side; the counts of labels, of predictions, of both. Sets bits where a label is neither 0 nor 1.
INLINE void NAME(add_eight)(
  lossfold_float8 losses, lossfold_float8 y, lossfold_float8 p, float threshold,
  lossfold_double8 *sums, lossfold_int8 *counts, lossfold_int8 *soft) {
  lossfold_int8 is_positive = y > 0, is_predicted = p > threshold;
  *soft |= y != (lossfold_float8)(is_positive & 0x3F800000);
  lossfold_long8 wide = (lossfold_long8)__builtin_convertvector(losses, lossfold_double8);
  lossfold_long8 of_positives = __builtin_convertvector(is_positive, lossfold_long8);
  lossfold_long8 of_wrong = __builtin_convertvector(is_positive ^ is_predicted, lossfold_long8);
  sums[0] += (lossfold_double8)wide;
  sums[1] = ADDED_WHERE(of_positives, sums[1], wide);
  sums[2] = ADDED_WHERE(of_wrong, sums[2], wide);
  // A mask that is set is −1.
  counts[0] -= is_positive;
  counts[1] -= is_predicted;
  counts[2] -= is_positive & is_predicted;
}

// Adds elements to the sums of each class. Element `i` belongs to lane i % 8 of register
// i / 8 % classes.
BLOCK void NAME(add_classes)(
  const float *losses, const float *y, const float *p, long count, long classes, float threshold,
  double *sums, int *counts, lossfold_pass *pass) {
  NAME(running_ends) of_losses = {__builtin_inff(), -__builtin_inff()}, of_predictions = of_losses;
  lossfold_double8 *registers = (lossfold_double8 *)sums;
  lossfold_int8 *numbers = (lossfold_int8 *)counts;
  lossfold_int8 soft = 0, odd = 0;
  long whole = count - count % 8;
  for (long i = 0; i < whole; i += 8) {
    // The block that comes next is on its way while this one is counted.
    __builtin_prefetch(y + count + i, 0, 2);
    __builtin_prefetch(p + count + i, 0, 2);
    NAME(add_ends)(&of_losses, *(const lossfold_some8 *)(losses + i));
    NAME(add_ends)(&of_predictions, *(const lossfold_some8 *)(p + i));
    odd |= NAME(not_finite)(*(const lossfold_some8 *)(losses + i));
  }
  // One register after the other, so that the processor's own hold it.
  for (long current = 0; current < classes; current++) {
    lossfold_double8 sum[3];
    lossfold_int8 number[3];
    for (int kind = 0; kind < 3; kind++) {
      sum[kind] = registers[3 * current + kind];
      number[kind] = numbers[3 * current + kind];
    }
    for (long i = 8 * current; i < whole; i += 8 * classes)
      NAME(add_eight)(
        *(const lossfold_some8 *)(losses + i), *(const lossfold_some8 *)(y + i),
        *(const lossfold_some8 *)(p + i), threshold, sum, number, &soft);
    for (int kind = 0; kind < 3; kind++) {
      registers[3 * current + kind] = sum[kind];
      numbers[3 * current + kind] = number[kind];
    }
  }
  if (whole < count) {
    // What pads the last lanes adds nothing, and is no end.
    lossfold_float8 loss = 0, label = 0, prediction = __builtin_nanf(""), end = losses[whole];
    long size = sizeof(float) * (count - whole);
    __builtin_memcpy(&loss, losses + whole, size);
    __builtin_memcpy(&label, y + whole, size);
    __builtin_memcpy(&prediction, p + whole, size);
    __builtin_memcpy(&end, losses + whole, size);
    NAME(add_ends)(&of_losses, end);
    NAME(add_ends)(&of_predictions, prediction);
    odd |= NAME(not_finite)(loss);
    long current = whole / 8 % classes;
    NAME(add_eight)(
      loss, label, prediction, threshold, registers + 3 * current, numbers + 3 * current,
      &soft);
  }
  NAME(merge_ends)(&pass->losses, of_losses);
  NAME(merge_ends)(&pass->predictions, of_predictions);
  pass->losses.odd |= odd.lo | odd.hi;
  pass->soft |= soft.lo | soft.hi;
}

// Adds numbers, or only those above 0, in float64 to lanes, number `i` to lane i % 8 of register
// i / 8 % classes.
BLOCK void NAME(add_lanes)(
  const float *x, long count, long classes, _Bool only_positive, double *sums) {
  lossfold_double8 *registers = (lossfold_double8 *)sums;
  long whole = count - count % 8;
  for (long current = 0; current < classes; current++) {
    lossfold_double8 sum = registers[current];
    for (long i = 8 * current; i < whole; i += 8 * classes) {
      lossfold_float8 all = *(const lossfold_some8 *)(x + i);
      if (only_positive) all = all > 0 ? all : 0;
      sum += __builtin_convertvector(all, lossfold_double8);
    }
    registers[current] = sum;
  }
  for (long i = whole; i < count; i++)
    if (!only_positive || x[i] > 0) sums[whole / 8 % classes * 8 + i - whole] += x[i];
}

// Four numbers, and the four that begin `distance` after them.
INLINE lossfold_float8 NAME(load_apart)(const float *x, long distance) {
  return __builtin_shufflevector(
    *(const lossfold_some4 *)x, *(const lossfold_some4 *)(x + distance), 0, 1, 2, 3, 4, 5, 6, 7);
}

// Adds the next four columns of eight rows, in float64 from the first to the last: what was loaded
// row by row is turned, rows 0 to 3 and 4 to 7 alike. (Without arrays, which stay in memory.)
INLINE lossfold_double8 NAME(add_four_columns)(lossfold_double8 sum, const float *x, long columns) {
#define TURNED(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#define ADDED(sum, column) ((sum) + __builtin_convertvector(column, lossfold_double8))
  lossfold_float8 a = NAME(load_apart)(x, 4 * columns);
  lossfold_float8 b = NAME(load_apart)(x + columns, 4 * columns);
  lossfold_float8 c = NAME(load_apart)(x + 2 * columns, 4 * columns);
  lossfold_float8 d = NAME(load_apart)(x + 3 * columns, 4 * columns);
  lossfold_float8 low_ab = TURNED(a, b, 0, 8, 1, 9, 4, 12, 5, 13);
  lossfold_float8 low_cd = TURNED(c, d, 0, 8, 1, 9, 4, 12, 5, 13);
  lossfold_float8 high_ab = TURNED(a, b, 2, 10, 3, 11, 6, 14, 7, 15);
  lossfold_float8 high_cd = TURNED(c, d, 2, 10, 3, 11, 6, 14, 7, 15);
  sum = ADDED(sum, TURNED(low_ab, low_cd, 0, 1, 8, 9, 4, 5, 12, 13));
  sum = ADDED(sum, TURNED(low_ab, low_cd, 2, 3, 10, 11, 6, 7, 14, 15));
  sum = ADDED(sum, TURNED(high_ab, high_cd, 0, 1, 8, 9, 4, 5, 12, 13));
  return ADDED(sum, TURNED(high_ab, high_cd, 2, 3, 10, 11, 6, 7, 14, 15));
#undef TURNED
#undef ADDED
}

// The sum of each row of `columns`, in float64 from the first to the last, divided and rounded once.
// Which NaN a sum passes on depends on a processor's order: here it is always the same one.
BLOCK void NAME(fold_rows)(
  const float *x, long rows, long columns, double divisor, float *results) {
  long row = 0;
  for (; row + 8 <= rows; row += 8, x += 8 * columns) {
    lossfold_double8 sum = 0;
    long column = 0;
    for (; column + 4 <= columns; column += 4)
      sum = NAME(add_four_columns)(sum, x + column, columns);
    for (; column < columns; column++) {
      const float *a = x + column, *b = a + 4 * columns;
      lossfold_float8 all = {
        a[0], a[columns], a[2 * columns], a[3 * columns],
        b[0], b[columns], b[2 * columns], b[3 * columns]};
      sum += __builtin_convertvector(all, lossfold_double8);
    }
    lossfold_float8 quotient = __builtin_convertvector(sum / divisor, lossfold_float8);
    *(lossfold_some8 *)(results + row) =
      quotient == quotient ? quotient : (lossfold_float8)__builtin_nanf("");
  }
  for (; row < rows; row++, x += columns) {
    double sum = 0;
    for (long column = 0; column < columns; column++) sum += x[column];
    results[row] = sum == sum ? (float)(sum / divisor) : __builtin_nanf("");
  }
}

#undef FLOATS
#undef INTS
