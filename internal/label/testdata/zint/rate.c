// Makes one symbol many times with libzint, as modules and as a picture in
// memory, and says how many nanoseconds each took. The arguments are symbology,
// GS1 or not, data and count.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zint.h>

int main(int argc, char **argv) {
	struct timespec from, to;
	int symbology = atoi(argv[1]), gs1 = atoi(argv[2]), count = atoi(argv[4]);

	clock_gettime(CLOCK_MONOTONIC, &from);
	for (int i = 0; i < count; i++) {
		struct zint_symbol *symbol = ZBarcode_Create();
		symbol->symbology = symbology;
		symbol->input_mode = gs1 ? GS1_MODE : UNICODE_MODE;
		symbol->scale = 1;
		symbol->show_hrt = 0;
		symbol->height = 40; // modules, as ours
		if (ZBarcode_Encode_and_Buffer(symbol, (unsigned char *)argv[3], strlen(argv[3]), 0) >= ZINT_ERROR) {
			fprintf(stderr, "%s\n", symbol->errtxt);
			return 1;
		}
		ZBarcode_Delete(symbol);
	}
	clock_gettime(CLOCK_MONOTONIC, &to);
	printf("%.0f\n", ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / count);
	return 0;
}
