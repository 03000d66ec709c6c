# SPDX-License-Identifier: GPL-3.0-or-later
# cmake -DSOURCE=... -DTEMPLATE=... -DOUT=... -P source_commit.cmake: writes the commit of the sources into a file, at
# each build, and touches the file only when it says something else.
set(TEMPERA_COMMIT "unknown")
# A folder inside somebody else's repository is not of that repository.
if(EXISTS ${SOURCE}/.git)
  find_program(GIT git)
  if(GIT)
    execute_process(COMMAND ${GIT} -C ${SOURCE} rev-parse --short=12 HEAD OUTPUT_VARIABLE commit ERROR_QUIET
                    OUTPUT_STRIP_TRAILING_WHITESPACE)
    if(commit)
      set(TEMPERA_COMMIT ${commit})
      execute_process(COMMAND ${GIT} -C ${SOURCE} diff --quiet HEAD -- core app RESULT_VARIABLE changed
                      OUTPUT_QUIET ERROR_QUIET)
      if(changed)
        string(APPEND TEMPERA_COMMIT "+changes")
      endif()
    endif()
  endif()
endif()
configure_file(${TEMPLATE} ${OUT} @ONLY)
