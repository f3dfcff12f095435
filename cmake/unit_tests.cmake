# tests/unit/core/log/*_test.cpp -> unit_core_log, linked to core_log. Found by name, so that a test
# needs no list: a new file is a new test.
file(GLOB_RECURSE unit_sources CONFIGURE_DEPENDS RELATIVE "${PROJECT_SOURCE_DIR}/tests/unit"
  "${PROJECT_SOURCE_DIR}/tests/unit/*.cpp" )
list(SORT unit_sources)

set(unit_folders "")
foreach(source IN LISTS unit_sources)
  cmake_path(GET source PARENT_PATH folder)
  string(REPLACE "/" "_" target "${folder}")
  if(NOT KSCOPE_GUI AND folder MATCHES "^gui/")
    continue()
  endif()
  list(APPEND unit_folders "${target}")
  list(APPEND unit_sources_${target} "${PROJECT_SOURCE_DIR}/tests/unit/${source}")
endforeach()
list(REMOVE_DUPLICATES unit_folders)

# The laws are proven on whole clusters under random faults.
set(unit_deps_sim_check core_client sim_faults sim_outcome sim_scenario)
set(unit_deps_sim_story sim_scenario)
# The compressors that a driver gives to the core.
set(unit_deps_core_log sim_codec)
set(unit_deps_core_client sim_codec)
# A store of transactions, on a disk that loses power.
set(unit_deps_core_metadata_zab sim_disk)

foreach(target IN LISTS unit_folders)
  if(TARGET ${target})
    kscope_test(unit_${target} SOURCES ${unit_sources_${target}}
      DEPS ${target} ${unit_deps_${target}} LABELS unit)
  else()
    message(FATAL_ERROR "tests/unit has tests for ${target}, which is no target")
  endif()
endforeach()
