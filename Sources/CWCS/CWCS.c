#include "CWCS.h"
