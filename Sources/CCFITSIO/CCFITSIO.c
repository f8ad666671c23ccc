#include "CCFITSIO.h"
