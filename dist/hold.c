/* Holds a file open as another program does, until its standard input ends.
 *
 *   hold.exe SHARE FILE   SHARE: 0 nobody else may open it, 1 others may read, 3 read and write
 */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>

int wmain(int count, wchar_t **args) {
    if (count != 3) return 2;
    HANDLE file = CreateFileW(args[2], GENERIC_READ, (DWORD)_wtoi(args[1]), NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE) {
        fprintf(stderr, "hold: error %lu\n", GetLastError());
        return 1;
    }
    puts("held");
    fflush(stdout);
    while (getchar() != EOF) {}
    return 0;
}
