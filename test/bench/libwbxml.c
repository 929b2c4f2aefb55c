/*
 * How fast libwbxml decodes a document to a tree: libwbxml FILE BATCHES BATCH
 * Prints the median time of a document, in microseconds. The documents embedded in it are decoded too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <wbxml/wbxml.h>

/* The library has these two, but its installed headers do not: they offer no more than whole conversions to XML text. */
typedef struct WBXMLTree_s WBXMLTree;
WBXMLError wbxml_tree_from_wbxml(WB_UTINY *bytes, WB_ULONG length, WBXMLLanguage language,
                                 WBXMLCharsetMIBEnum charset, WBXMLTree **tree);
void wbxml_tree_destroy(WBXMLTree *tree);

static WB_UTINY document[1 << 20];

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b) {
  double difference = *(const double *)a - *(const double *)b;
  return (difference > 0) - (difference < 0);
}

int main(int count, char **words) {
  if (count != 4) return 64;
  FILE *file = fopen(words[1], "rb");
  if (file == NULL) return 66;
  size_t length = fread(document, 1, sizeof document, file);
  fclose(file);

  int batches = atoi(words[2]), batch = atoi(words[3]);
  double *times = malloc(batches * sizeof *times);
  for (int at = 0; at < batches; at++) {
    double from = now();
    for (int run = 0; run < batch; run++) {
      WBXMLTree *tree = NULL;
      if (wbxml_tree_from_wbxml(document, length, WBXML_LANG_UNKNOWN, WBXML_CHARSET_UNKNOWN, &tree) !=
          WBXML_OK) {
        return 65;
      }
      wbxml_tree_destroy(tree);
    }
    times[at] = (now() - from) / batch;
  }
  qsort(times, batches, sizeof *times, ascending);
  printf("%.3f\n", times[batches / 2]);
  return 0;
}
