@echo off
rem Bam dup vao tep nay de lam phieu trong cho cac chi bo, sau khi da khai bao trong xeploai.toml.
rem xeploai.exe de o thu muc nay, hoac o thu muc ngay ben ngoai.
chcp 65001 >nul
pushd "%~dp0"
set "xeploai=xeploai.exe"
if exist "%~dp0..\xeploai.exe" set "xeploai=%~dp0..\xeploai.exe"
if exist "%~dp0xeploai.exe" set "xeploai=%~dp0xeploai.exe"
"%xeploai%" form .
set "ended=%errorlevel%"
if %ended% equ 0 if exist "ket-qua\bieu-mau" start "" "ket-qua\bieu-mau"
if %ended% geq 9000 echo Khong thay xeploai.exe: hay chep tep do vao thu muc nay.
echo.
pause
popd
exit /b %ended%
