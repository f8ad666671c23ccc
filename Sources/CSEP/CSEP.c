#include "CSEP.h"
