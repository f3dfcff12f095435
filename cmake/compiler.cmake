# Language level, warnings, launcher and linker: the same for every target.
include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_UNITY_BUILD ${KSCOPE_UNITY})
set(CMAKE_UNITY_BUILD_BATCH_SIZE 12)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

# Fused, a product and a sum are rounded once and not twice, on processors that can: another value,
# and another run hash.
add_compile_options(-ffp-contract=off)

# Several work trees share their hits: paths are relative to the source tree.
find_program(KSCOPE_CCACHE_PROGRAM ccache)
if(KSCOPE_CCACHE AND KSCOPE_CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER env "CCACHE_BASEDIR=${PROJECT_SOURCE_DIR}" CCACHE_NOHASHDIR=1
      "${KSCOPE_CCACHE_PROGRAM}")
endif()

if(KSCOPE_MOLD)
  check_linker_flag(CXX -fuse-ld=mold KSCOPE_HAS_MOLD)
  if(KSCOPE_HAS_MOLD)
    add_link_options(-fuse-ld=mold)
  endif()
endif()

# Names of std::variant's parts, with all alternatives in each, are nine tenths of the debug
# sections; compressed they are a seventh. Archives only point to their objects: with both a build
# takes a fifth of the disk.
check_cxx_compiler_flag(-gz KSCOPE_HAS_GZ)
if(KSCOPE_HAS_GZ)
  add_compile_options(-gz)
  add_link_options(-gz)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
  set(CMAKE_CXX_ARCHIVE_CREATE "<CMAKE_AR> qcT <TARGET> <LINK_FLAGS> <OBJECTS>")
  set(CMAKE_CXX_ARCHIVE_APPEND "<CMAKE_AR> qT <TARGET> <LINK_FLAGS> <OBJECTS>")
  set(CMAKE_CXX_ARCHIVE_FINISH "")
endif()

# Sign conversion is left out: it fires on every container index and finds nothing here that
# -Wconversion does not. Aggregates with defaults make missing initializers normal.
add_library(kscope_options INTERFACE)
target_include_directories(kscope_options INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_definitions(kscope_options INTERFACE KSCOPE_VERSION="${PROJECT_VERSION}")
target_compile_options(kscope_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers)
if(KSCOPE_WERROR)
  # These three are guesses of the optimizer, and g++ 12 guesses wrong inside std::variant.
  target_compile_options(kscope_options INTERFACE -Werror -Wno-error=maybe-uninitialized
    $<$<CXX_COMPILER_ID:GNU>:-Wno-error=stringop-overflow -Wno-error=array-bounds>)
endif()
if(KSCOPE_SANITIZE)
  add_compile_options(-fsanitize=${KSCOPE_SANITIZE} -fno-omit-frame-pointer)
  if(KSCOPE_SANITIZE MATCHES "undefined")
    # Tested at each access, the four left out would double the time to compile. What null pointers
    # and objects that are too small do, ASan finds too.
    add_compile_options(-fno-sanitize-recover=undefined
      -fno-sanitize=null,alignment,object-size,vptr)
  endif()
  add_link_options(-fsanitize=${KSCOPE_SANITIZE})
endif()

# The second build is laid out by what programs of the first one did (./dev build fast): by clang,
# whose program does a twentieth to a tenth more than that of g++ by the same counts.
if(KSCOPE_PROFILE)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "KSCOPE_PROFILE is for clang (preset fast)")
  endif()
  set(KSCOPE_COUNTS "${PROJECT_BINARY_DIR}/counts")
  if(KSCOPE_PROFILE STREQUAL "make")
    add_compile_options("-fprofile-generate=${KSCOPE_COUNTS}")
    add_link_options("-fprofile-generate=${KSCOPE_COUNTS}")
  else()
    add_compile_options("-fprofile-use=${KSCOPE_COUNTS}.profdata" -flto=thin
      -Wno-profile-instr-unprofiled -Wno-profile-instr-out-of-date)
    add_link_options(-flto=thin -fuse-ld=lld)
  endif()
endif()

# The programs (not the tests) allocate with mimalloc where it is present: docs/decisions/0004.
# It must come before libc in the order of libraries, and stay though nothing names it.
add_library(kscope_allocator INTERFACE)
find_library(KSCOPE_MIMALLOC_LIBRARY mimalloc)
if(KSCOPE_MIMALLOC AND KSCOPE_MIMALLOC_LIBRARY AND NOT KSCOPE_SANITIZE)
  target_link_libraries(kscope_allocator INTERFACE
    -Wl,--push-state,--no-as-needed "${KSCOPE_MIMALLOC_LIBRARY}" -Wl,--pop-state)
endif()
