@echo off
rem sonae: starts collect.ps1 beside this file. Installs nothing, changes no setting.
setlocal
"%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe" -NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "%~dp0collect.ps1" %*
set result=%ERRORLEVEL%
echo.
if "%SONAE_NO_PAUSE%"=="" pause
exit /b %result%
