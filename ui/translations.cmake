# SPDX-License-Identifier: GPL-3.0-or-later
# Languages of the window, compiled into the program: resources/translations/tempera_<code>.ts, with core_<code>.ts what
# core says in English. English has its plural forms only. `make translations` (target `translations`) brings the files
# tempera_* up to date with the strings of the sources; a test names what is missing in core_*.
find_program(TEMPERA_LRELEASE lrelease HINTS /usr/lib/qt6/bin NO_DEFAULT_PATH)
find_program(TEMPERA_LUPDATE lupdate HINTS /usr/lib/qt6/bin NO_DEFAULT_PATH)
if(NOT TEMPERA_LRELEASE OR NOT TEMPERA_LUPDATE)
  message(FATAL_ERROR "lrelease and lupdate of Qt 6 are missing: install qt6-l10n-tools (packaging/install-deps.sh)")
endif()
file(GLOB TEMPERA_TRANSLATIONS CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/resources/translations/tempera_*.ts)
set(compiled_translations "")
foreach(source ${TEMPERA_TRANSLATIONS})
  get_filename_component(name ${source} NAME_WE)
  string(REPLACE tempera_ core_ of_core ${name})
  set(of_core ${PROJECT_SOURCE_DIR}/resources/translations/${of_core}.ts)
  if(EXISTS ${of_core})
    list(APPEND source ${of_core})
  endif()
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
set(english ${PROJECT_SOURCE_DIR}/resources/translations/tempera_en.ts)
set(other_languages ${TEMPERA_TRANSLATIONS})
list(REMOVE_ITEM other_languages ${english})
set(update ${TEMPERA_LUPDATE} -silent -I ${PROJECT_SOURCE_DIR} -locations none -no-obsolete ${PROJECT_SOURCE_DIR}/ui)
add_custom_target(
  translations
  COMMAND ${update} -ts ${other_languages}
  COMMAND ${update} -pluralonly -ts ${english}
  COMMENT "Updating resources/translations")
