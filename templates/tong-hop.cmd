@echo off
rem Bam dup vao tep nay de kiem tra va tong hop phieu trong thu muc "nop".
rem xeploai.exe de o thu muc nay, hoac o thu muc ngay ben ngoai.
chcp 65001 >nul
pushd "%~dp0"
set "xeploai=xeploai.exe"
if exist "%~dp0..\xeploai.exe" set "xeploai=%~dp0..\xeploai.exe"
if exist "%~dp0xeploai.exe" set "xeploai=%~dp0xeploai.exe"
"%xeploai%" consolidate .
set "ended=%errorlevel%"
if %ended% leq 1 if exist "ket-qua\bao-cao.html" start "" "ket-qua\bao-cao.html"
if %ended% geq 9000 echo Khong thay xeploai.exe: hay chep tep do vao thu muc nay.
echo.
pause
popd
exit /b %ended%
