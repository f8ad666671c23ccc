#ifndef CCFITSIO_H
#define CCFITSIO_H

#include <fitsio.h>

#endif
