#include <png.h>
#include <string.h>

// libpng reports errors by longjmp, which Swift cannot cross: this shim catches them here.

// What a picture is written with; text is `text_count` pairs of a Latin-1 key and a UTF-8 value,
// each ended by a zero.
typedef struct {
  unsigned width, height;
  int color_type;
  size_t row_bytes;
  const unsigned char *pixels;
  const png_color *palette;
  const unsigned char *opacity;
  int palette_count;
  unsigned pixels_per_metre;
  int level, filters;
  // How many rows of the image each row of `pixels` becomes; 0 is 1.
  unsigned repetitions;
  // Whether only runs of equal bytes are looked for.
  int runs_only;
  // Instead of `pixels`: the rows, filtered and deflated.
  const unsigned char *data;
  size_t data_count;
  const char *text;
  int text_count;
} lossfold_png;

typedef void (*lossfold_png_sink)(void *closure, const unsigned char *bytes, size_t count);

typedef struct {
  lossfold_png_sink write;
  void *closure;
} lossfold_png_target;

static inline void lossfold_png_put(png_structp png, png_bytep bytes, png_size_t count) {
  lossfold_png_target *target = (lossfold_png_target *)png_get_io_ptr(png);
  target->write(target->closure, bytes, count);
}

static inline void lossfold_png_flush(png_structp png) { (void)png; }

static inline void lossfold_png_silent(png_structp png, png_const_charp message) {
  (void)png;
  (void)message;
}

// Returns 1, or 0 where libpng refused or memory ran out.
static inline int lossfold_png_encode(
    const lossfold_png *image, lossfold_png_sink write, void *closure) {
  lossfold_png_target target = {write, closure};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, lossfold_png_silent);
  if (png == NULL) return 0;
  png_infop info = png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_write_struct(&png, NULL);
    return 0;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return 0;
  }
  png_set_write_fn(png, &target, lossfold_png_put, lossfold_png_flush);
  png_set_compression_level(png, image->level);
  if (image->runs_only) png_set_compression_strategy(png, 3 /* zlib's Z_RLE */);
  // What is set here is all that rows may choose from later.
  png_set_filter(png, PNG_FILTER_TYPE_BASE,
                 image->repetitions > 1 ? PNG_FILTER_NONE | PNG_FILTER_UP : image->filters);
  png_set_IHDR(png, info, image->width, image->height, 8, image->color_type, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (image->palette != NULL) png_set_PLTE(png, info, image->palette, image->palette_count);
  if (image->opacity != NULL) {
    png_set_tRNS(png, info, image->opacity, image->palette_count, NULL);
  }
  if (image->pixels_per_metre > 0) {
    png_set_pHYs(png, info, image->pixels_per_metre, image->pixels_per_metre, PNG_RESOLUTION_METER);
  }
  const char *next = image->text;
  for (int index = 0; index < image->text_count; index++) {
    png_text entry;
    memset(&entry, 0, sizeof entry);
    entry.compression = PNG_ITXT_COMPRESSION_NONE;
    entry.key = (png_charp)next;
    next += strlen(next) + 1;
    entry.text = (png_charp)next;
    entry.itxt_length = strlen(next);
    next += entry.itxt_length + 1;
    png_set_text(png, info, &entry, 1);
  }
  png_write_info(png, info);
  if (image->data != NULL) {
    png_write_chunk(png, (png_const_bytep)"IDAT", image->data, image->data_count);
    png_write_chunk(png, (png_const_bytep)"IEND", NULL, 0);
    png_destroy_write_struct(&png, &info);
    return 1;
  }
  unsigned repetitions = image->repetitions > 1 ? image->repetitions : 1;
  for (unsigned row = 0; row < image->height; row++) {
    const unsigned char *bytes = image->pixels + row / repetitions * image->row_bytes;
    // A row like the one above is all zeros by the filter "up": runs, quick to pack.
    if (repetitions > 1 && row > 0) {
      int is_alike = row % repetitions > 0 ||
                     memcmp(bytes, bytes - image->row_bytes, image->row_bytes) == 0;
      png_set_filter(png, PNG_FILTER_TYPE_BASE, is_alike ? PNG_FILTER_UP : PNG_FILTER_NONE);
    }
    png_write_row(png, bytes);
  }
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return 1;
}

// What a picture is read from; it lies in memory as a whole.
typedef struct {
  const unsigned char *bytes;
  size_t count, offset;
} lossfold_png_source;

static inline void lossfold_png_take(png_structp png, png_bytep into, png_size_t count) {
  lossfold_png_source *source = (lossfold_png_source *)png_get_io_ptr(png);
  if (count > source->count - source->offset) png_error(png, "the file ends inside the image");
  memcpy(into, source->bytes + source->offset, count);
  source->offset += count;
}

enum { lossfold_png_message_size = 128 };

static inline void lossfold_png_fail(png_structp png, png_const_charp message) {
  char *text = (char *)png_get_error_ptr(png);
  strncpy(text, message, lossfold_png_message_size - 1);
  text[lossfold_png_message_size - 1] = 0;
  png_longjmp(png, 1);
}

// Reads the samples of a PNG as they are: a byte each, two with the larger first where they have 16
// bits. Every ancillary chunk is skipped; a palette and transparency stay unapplied.
//
// `pixels` has room for `row_bytes` times the height that the header claims; `message`, of
// `lossfold_png_message_size`, says what was wrong. Returns 1, or 0 where libpng refused.
static inline int lossfold_png_decode(
    const unsigned char *bytes, size_t count, unsigned char *pixels, unsigned width,
    unsigned height, size_t row_bytes, char *message) {
  lossfold_png_source source = {bytes, count, 0};
  strncpy(message, "no memory", lossfold_png_message_size);
  png_structp png = png_create_read_struct(
      PNG_LIBPNG_VER_STRING, message, lossfold_png_fail, lossfold_png_silent);
  if (png == NULL) return 0;
  png_infop info = png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    return 0;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return 0;
  }
  png_set_read_fn(png, &source, lossfold_png_take);
  png_set_user_limits(png, width, height);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_read_info(png, info);
  png_set_packing(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height ||
      png_get_rowbytes(png, info) != row_bytes) {
    png_error(png, "two headers contradict each other");
  }
  for (int pass = 0; pass < passes; pass++) {
    for (unsigned row = 0; row < height; row++) {
      png_read_row(png, pixels + row * row_bytes, NULL);
    }
  }
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return 1;
}
