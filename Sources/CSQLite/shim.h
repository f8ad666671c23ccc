#pragma once
#include <sqlite3.h>

// Copies a text before the call returns; the constant is a cast that Swift cannot import.
static inline int skysort_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *text,
                                           int count) {
  return sqlite3_bind_text(statement, place, text, count, SQLITE_TRANSIENT);
}
