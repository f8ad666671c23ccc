#ifndef CWCS_H
#define CWCS_H

#include <wcslib/wcslib.h>

#endif
