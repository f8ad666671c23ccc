// Counts heap allocations: linked into the test program, these take the place of libc's own
// malloc, calloc, realloc, free and aligned forms, and pass everything on to them.
#pragma once
#include <stdint.h>

// Allocations made so far by the calling thread.
uint64_t allocation_count(void);
// Since the last reset by the calling thread: bytes of the largest allocation, and allocations
// less frees.
uint64_t allocation_largest(void);
int64_t allocation_kept(void);
void allocation_reset(void);
