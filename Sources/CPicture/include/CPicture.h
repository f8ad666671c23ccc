#ifndef CPicture_H
#define CPicture_H

#include <stddef.h>

#endif
