// Without ICU's headers, which libxml2's include for one pointer nothing here reads: they define the
// same names as the copy inside Swift's Foundation, and a compiler that sees both stops.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlreader.h>
#include <string.h>

// What is wrong with a document, as libxml2 says first.
typedef struct {
  int code;
  int line;
  char message[256];
} cxml_fault;

// The argument's type changed in libxml2 2.12.
#if LIBXML_VERSION >= 21200
typedef const xmlError *cxml_error;
#else
typedef xmlError *cxml_error;
#endif

static void cxml_note(void *argument, cxml_error error) {
  cxml_fault *fault = (cxml_fault *)argument;
  if (error->level != XML_ERR_FATAL || fault->message[0] != 0 || error->message == NULL) return;
  fault->code = error->code;
  fault->line = error->line;
  strncpy(fault->message, error->message, sizeof fault->message - 1);
}

// Reads `count` bytes, which stay the caller's and must outlive the reader, as `fault` must.
// Entities are not put in, no other file and no network is touched, nothing is printed.
static inline xmlTextReaderPtr cxml_open(const void *bytes, int count, cxml_fault *fault) {
  xmlTextReaderPtr reader = xmlReaderForMemory((const char *)bytes, count, NULL, NULL, XML_PARSE_NONET);
  if (reader != NULL) xmlTextReaderSetStructuredErrorHandler(reader, cxml_note, fault);
  return reader;
}
