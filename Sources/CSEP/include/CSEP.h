#ifndef CSEP_H
#define CSEP_H

#include <stddef.h>

#include <sep.h>

#endif
