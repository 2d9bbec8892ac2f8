/* bcryptprimitives.dll for a Wine that has none yet (before 8.6): std's seed of hash tables, where the exe is
 * not the one for Windows 7. For tests only, no part of any release. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) {
    return SystemFunction036(data, (ULONG)size);
}

BOOL WINAPI DllMain(HINSTANCE self, DWORD reason, LPVOID reserved) {
    return TRUE;
}
