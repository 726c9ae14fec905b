; The installer for Windows: for one user, without an administrator. Made by packaging/windows/build-installer.
;   makensis -DVERSION=… -DFOLDER=(the unpacked zip) -DOUT=(the installer)
Unicode true
SetCompressor /SOLID lzma
Name "政府信息公开年度报告 ${VERSION}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\nianbao"
RequestExecutionLevel user
ShowInstDetails nevershow
LoadLanguageFile "${NSISDIR}/Contrib/Language files/SimpChinese.nlf"
!define ENTRY "$SMPROGRAMS\政府信息公开年度报告.lnk"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\nianbao"

Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Section
    SetOutPath "$INSTDIR"
    File /r "${FOLDER}/*.*"
    WriteUninstaller "$INSTDIR\uninstall.exe"
    ; The page, over a folder among the documents.
    CreateDirectory "$DOCUMENTS\年度报告"
    SetOutPath "$DOCUMENTS\年度报告"
    CreateShortcut "${ENTRY}" "$INSTDIR\nianbao.exe" 'serve --open "$DOCUMENTS\年度报告"'
    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "政府信息公开年度报告"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The nianbao contributors"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
SectionEnd

Section Uninstall
    ; The reports among the documents stay.
    Delete "${ENTRY}"
    DeleteRegKey HKCU "${UNINSTALL}"
    Delete "$INSTDIR\nianbao.exe"
    Delete "$INSTDIR\uninstall.exe"
    Delete "$INSTDIR\*.md"
    RMDir /r "$INSTDIR\licenses"
    RMDir /r "$INSTDIR\share"
    RMDir /r "$INSTDIR\examples"
    RMDir "$INSTDIR"
SectionEnd
