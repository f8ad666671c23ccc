// The process's memory: glibc's allocator settings, which its Swift module leaves out, and what
// becomes of a process that gets none.
#pragma once
#include <malloc.h>

// Has `cleanup` called before the process ends for want of memory.
void memory_before_end(void (*cleanup)(void));
