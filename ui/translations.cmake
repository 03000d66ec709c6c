# SPDX-License-Identifier: GPL-3.0-or-later
# Languages of the window beside English: resources/translations/tempera_<code>.ts, compiled into the program.
# `make translations` (target `translations`) brings the files up to date with the strings of the sources.
find_program(TEMPERA_LRELEASE lrelease HINTS /usr/lib/qt6/bin NO_DEFAULT_PATH)
find_program(TEMPERA_LUPDATE lupdate HINTS /usr/lib/qt6/bin NO_DEFAULT_PATH)
if(NOT TEMPERA_LRELEASE OR NOT TEMPERA_LUPDATE)
  message(FATAL_ERROR "lrelease and lupdate of Qt 6 are missing: install qt6-l10n-tools (packaging/install-deps.sh)")
endif()
file(GLOB TEMPERA_TRANSLATIONS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/resources/translations/tempera_*.ts)
set(compiled_translations "")
foreach(source ${TEMPERA_TRANSLATIONS})
  get_filename_component(name ${source} NAME_WE)
  set(compiled ${CMAKE_CURRENT_BINARY_DIR}/translations/${name}.qm)
  add_custom_command(
    OUTPUT ${compiled}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/translations
    COMMAND ${TEMPERA_LRELEASE} -silent ${source} -qm ${compiled}
    DEPENDS ${source}
    COMMENT "Compiling ${name}.ts")
  list(APPEND compiled_translations ${compiled})
endforeach()
qt_add_resources(tempera_ui translations PREFIX /translations BASE ${CMAKE_CURRENT_BINARY_DIR}/translations
                 FILES ${compiled_translations})
add_custom_target(
  translations
  COMMAND ${TEMPERA_LUPDATE} -silent -I ${PROJECT_SOURCE_DIR} -locations none -no-obsolete ${PROJECT_SOURCE_DIR}/ui -ts ${TEMPERA_TRANSLATIONS}
  COMMENT "Updating resources/translations")
