// Counts heap allocations: linked into the test program, these take the place of libc's own
// malloc, calloc, realloc and aligned forms, and pass everything on to them.
#pragma once
#include <stdint.h>

// Allocations made so far by the calling thread.
uint64_t allocation_count(void);
