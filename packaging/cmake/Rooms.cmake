# SPDX-License-Identifier: GPL-3.0-or-later
# What every target shares, and the two words that the rooms' own CMakeLists.txt are written in:
# tempera_room(NAME [TORCH] SOURCES ... DEPENDS rooms... LIBS targets...) and tempera_test(...).

find_package(Threads REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)

# One compiler cache when there is one; gcc's precompiled headers need these allowances, and paths relative to the
# sources make one clone profit from another.
find_program(TEMPERA_CCACHE ccache)
if(TEMPERA_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}
      ${TEMPERA_CCACHE})
endif()

add_library(tempera_options INTERFACE)
target_include_directories(tempera_options INTERFACE ${PROJECT_SOURCE_DIR})
# One position-independence setting for libraries and programs, or they could not share precompiled headers.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
target_compile_options(tempera_options INTERFACE -Wall -Wextra -Wpedantic -fPIC)
# gcc 12 at -O3 sees overlapping and endless copies in `"text" + std::string` where there are none (gcc bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(
    tempera_options INTERFACE "$<$<CONFIG:Release>:-Wno-restrict;-Wno-stringop-overflow;-Wno-array-bounds>")
endif()
target_compile_definitions(
  tempera_options INTERFACE QT_NO_KEYWORDS TEMPERA_VERSION="${PROJECT_VERSION}")
# Files of strangers are read: an overflow ends the program, and tables that it could turn into calls are read-only from
# the start on.
target_compile_options(
  tempera_options
  INTERFACE "$<$<CONFIG:Release>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3;-fstack-protector-strong;-fstack-clash-protection>")
target_link_options(tempera_options INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
target_compile_definitions(tempera_options INTERFACE $<$<CONFIG:RelWithDebInfo>:_GLIBCXX_ASSERTIONS>)
if(TEMPERA_TSAN)
  target_compile_options(tempera_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(tempera_options INTERFACE -fsanitize=thread)
endif()
if((TEMPERA_SANITIZE OR TEMPERA_TSAN) AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Between the sanitizers' checks gcc loses track of sizes and warns of what is not there.
  target_compile_options(tempera_options INTERFACE -Wno-array-bounds -Wno-maybe-uninitialized -Wno-restrict -Wno-stringop-overflow)
endif()
if(TEMPERA_SANITIZE)
  target_compile_options(tempera_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(tempera_options INTERFACE -fsanitize=address,undefined)
endif()
if(TEMPERA_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "TEMPERA_FUZZ needs clang: configure with --preset fuzz")
  endif()
  # float-cast-overflow: a number of a file that fits no integer must have been refused before.
  set(fuzz_flags -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow -fno-sanitize-recover=all)
  target_compile_options(tempera_options INTERFACE ${fuzz_flags} -fno-omit-frame-pointer)
  target_link_options(tempera_options INTERFACE ${fuzz_flags})
endif()

if(TEMPERA_ENGINE)
  if(TORCH_DIR)
    list(PREPEND CMAKE_PREFIX_PATH ${TORCH_DIR})
    # A CUDA build of LibTorch asks the machine's GPU for its architecture and fails where there is none; nothing
    # here is device code, so any answer serves.
    if(NOT DEFINED TORCH_CUDA_ARCH_LIST)
      set(TORCH_CUDA_ARCH_LIST 9.0)
    endif()
  endif()
  find_package(Torch REQUIRED)
  # Torch's headers are its own business: no warnings from them.
  add_library(tempera_torch STATIC)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/torch_headers.cpp CONTENT "// owner of the precompiled torch headers\n")
  target_sources(tempera_torch PRIVATE ${PROJECT_BINARY_DIR}/torch_headers.cpp)
  target_include_directories(tempera_torch SYSTEM PUBLIC ${TORCH_INCLUDE_DIRS})
  # A pip-installed torch has its CUDA libraries beside it; the linker must not find others of the toolkit first.
  file(GLOB torch_companions ${TORCH_INSTALL_PREFIX}/../nvidia/*/lib)
  list(TRANSFORM torch_companions PREPEND -Wl,-rpath-link,)
  target_link_options(tempera_torch PUBLIC ${torch_companions})
  list(GET TORCH_INCLUDE_DIRS 0 torch_headers)
  if(EXISTS ${torch_headers}/fmt)
    # Newer LibTorch brings headers of an fmt that the system's spdlog does not compile with: the system's come first,
    # through a folder of their own, because the compiler moves /usr/include to the end.
    find_package(fmt REQUIRED)
    get_target_property(fmt_headers fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
    file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/system_fmt)
    file(CREATE_LINK ${fmt_headers}/fmt ${PROJECT_BINARY_DIR}/system_fmt/fmt SYMBOLIC)
    target_include_directories(tempera_torch SYSTEM BEFORE PUBLIC ${PROJECT_BINARY_DIR}/system_fmt)
  endif()
  separate_arguments(TEMPERA_TORCH_FLAGS UNIX_COMMAND "${TORCH_CXX_FLAGS}")
  target_compile_options(tempera_torch PUBLIC ${TEMPERA_TORCH_FLAGS})
  target_link_libraries(tempera_torch PUBLIC tempera_options ${TORCH_LIBRARIES})
  target_precompile_headers(tempera_torch PRIVATE <torch/torch.h>)
endif()

function(tempera_room name)
  cmake_parse_arguments(ROOM "TORCH" "" "SOURCES;DEPENDS;LIBS" ${ARGN})
  if(ROOM_TORCH AND NOT TEMPERA_ENGINE)
    return()
  endif()
  add_library(tempera_${name} STATIC ${ROOM_SOURCES})
  list(TRANSFORM ROOM_DEPENDS PREPEND tempera_)
  target_link_libraries(tempera_${name} PUBLIC tempera_options ${ROOM_DEPENDS} ${ROOM_LIBS})
  if(ROOM_TORCH)
    target_link_libraries(tempera_${name} PUBLIC tempera_torch)
    target_precompile_headers(tempera_${name} REUSE_FROM tempera_torch)
  endif()
endfunction()

# tempera_test(tst_thing ROOMS store ... LIBS Qt6::Widgets ...): one QTest executable per file.
# TORCH: the test itself includes torch headers.
function(tempera_test name)
  cmake_parse_arguments(TEST "TORCH" "" "SOURCES;ROOMS;LIBS" ${ARGN})
  list(TRANSFORM TEST_ROOMS PREPEND tempera_)
  foreach(room ${TEST_ROOMS})
    if(NOT TARGET ${room})
      return()
    endif()
  endforeach()
  add_executable(${name} ${name}.cpp ${TEST_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  target_link_libraries(${name} PRIVATE tempera_options ${TEST_ROOMS} ${TEST_LIBS} Qt6::Test)
  if(TEST_TORCH)
    target_precompile_headers(${name} REUSE_FROM tempera_torch)
  endif()
  target_compile_definitions(${name} PRIVATE TEMPERA_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                                             TEMPERA_FIXTURES="${PROJECT_SOURCE_DIR}/tests/fixtures")
  add_test(NAME ${name} COMMAND ${name})
  # No test talks to the desktop that it runs on.
  set(surroundings QT_QPA_PLATFORM=offscreen OMP_NUM_THREADS=1 DBUS_SESSION_BUS_ADDRESS=disabled:
                   DBUS_SYSTEM_BUS_ADDRESS=disabled:)
  set(seconds 300)
  if(TEMPERA_SANITIZE OR TEMPERA_TSAN)
    set(seconds 1800)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${seconds} ENVIRONMENT "${surroundings}")
endfunction()
