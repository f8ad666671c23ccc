#ifndef CSEP_H
#define CSEP_H

#include <stddef.h>

#include <sep.h>

/* As sep_extract with plain convolution and an absolute threshold; the image's noise is not looked
   at, for with noise that varies the library separates overlapping objects badly.

   The room for pixels above the threshold and for overlapping objects is the library's, of the
   whole program: so one call runs at a time, and each begins with little room and is repeated
   with more where that is not enough. Each runs in a thread of its own, whose random numbers for
   doubtful pixels begin anew: the result depends on nothing that went before. */
int csep_extract(const sep_image *image, float threshold, int minimum_area, const float *kernel,
                 int kernel_width, int kernel_height, int deblend_levels, double deblend_contrast,
                 int cleans, double cleaning, sep_catalog **catalog);

#endif
