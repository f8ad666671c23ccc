#include "CVector.h"
int skysort_vector_placeholder;
