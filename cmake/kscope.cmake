# The three words of a folder's CMakeLists.txt: kscope_library, kscope_executable, and for tests
# that need more than tests/unit gives them, kscope_test.

define_property(GLOBAL PROPERTY KSCOPE_DEPS BRIEF_DOCS "owner>target pairs, for kscope_check_deps")

# core/log -> core_log
function(kscope_folder_target out)
  file(RELATIVE_PATH folder "${PROJECT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
  string(REPLACE "/" "_" name "${folder}")
  set(${out} "${name}" PARENT_SCOPE)
endfunction()

function(kscope_remember_deps target)
  foreach(dep IN LISTS ARGN)
    set_property(GLOBAL APPEND PROPERTY KSCOPE_DEPS "${target}>${dep}")
  endforeach()
endfunction()

# moc runs only where Qt is used; elsewhere it would cost an empty translation unit per target.
function(kscope_use_moc target)
  if("${ARGN}" MATCHES "Qt6::|(^|;)gui_")
    set_target_properties(${target} PROPERTIES AUTOMOC ON AUTORCC ON)
    # Qt's `forever` and `emit` are macros; Duration::forever() is ours.
    target_compile_definitions(${target} PUBLIC QT_NO_KEYWORDS)
  endif()
endfunction()

# kscope_library([DEPS target...]): all sources of this folder, without main.cpp and tests.
function(kscope_library)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "DEPS")
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "kscope_library: unknown ${arg_UNPARSED_ARGUMENTS}; write DEPS first")
  endif()
  kscope_folder_target(target)
  file(GLOB sources CONFIGURE_DEPENDS "*.cpp")
  file(GLOB headers CONFIGURE_DEPENDS "*.h")
  file(GLOB resources CONFIGURE_DEPENDS "*.qrc")
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$|_test\\.cpp$")
  if(sources)
    add_library(${target} STATIC ${sources} ${headers} ${resources})
    target_link_libraries(${target} PUBLIC kscope_options ${arg_DEPS})
    kscope_use_moc(${target} ${arg_DEPS})
    if(target MATCHES "^gui_")
      set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)  # painters name things alike
    endif()
  else()
    add_library(${target} INTERFACE ${headers})
    target_link_libraries(${target} INTERFACE kscope_options ${arg_DEPS})
  endif()
  kscope_remember_deps(${target} ${arg_DEPS})
endfunction()

# kscope_executable(NAME [DEPS target...]): this folder's main.cpp.
function(kscope_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPS")
  add_executable(${name} main.cpp)
  target_link_libraries(${name} PRIVATE kscope_options kscope_allocator ${arg_DEPS})
  kscope_remember_deps(${name} ${arg_DEPS})
endfunction()

# kscope_test(NAME SOURCES file... [DEPS target...] [LABELS label...]): one Catch2 executable, one
# ctest entry, run from the top of the source tree so that tests name files as people do.
function(kscope_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS;LABELS")
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE kscope_options tests_support ${arg_DEPS})
  set_target_properties(${name} PROPERTIES UNITY_BUILD OFF)  # helpers of tests may share names
  kscope_use_moc(${name} ${arg_DEPS})
  kscope_remember_deps(${name} ${arg_DEPS})
  add_test(NAME ${name} COMMAND ${name})
  kscope_test_properties(${name} ${arg_LABELS})
endfunction()

function(kscope_test_properties name)
  set_tests_properties(${name} PROPERTIES
    WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
    LABELS "${ARGN}"
    TIMEOUT 600
    ENVIRONMENT "KSCOPE_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};QT_QPA_PLATFORM=offscreen")
endfunction()

# Every folder below PART that has a CMakeLists.txt, at most two levels down.
function(kscope_add_folders)
  foreach(part IN LISTS ARGN)
    file(GLOB lists CONFIGURE_DEPENDS
      "${PROJECT_SOURCE_DIR}/${part}/*/CMakeLists.txt"
      "${PROJECT_SOURCE_DIR}/${part}/*/*/CMakeLists.txt")
    list(SORT lists)
    foreach(list_file IN LISTS lists)
      cmake_path(GET list_file PARENT_PATH folder)
      file(RELATIVE_PATH binary "${PROJECT_SOURCE_DIR}" "${folder}")
      add_subdirectory("${folder}" "${PROJECT_BINARY_DIR}/${binary}")
    endforeach()
  endforeach()
endfunction()

# A misspelt dependency would otherwise become -lmisspelt and fail only at the last link.
function(kscope_check_deps)
  get_property(pairs GLOBAL PROPERTY KSCOPE_DEPS)
  foreach(pair IN LISTS pairs)
    string(REGEX MATCH "^([^>]+)>(.*)$" ignored "${pair}")
    set(owner "${CMAKE_MATCH_1}")
    set(dep "${CMAKE_MATCH_2}")
    if(dep MATCHES "^[A-Za-z]" AND NOT TARGET ${dep})
      message(FATAL_ERROR "${owner} has DEPS ${dep}, which is no target")
    endif()
  endforeach()
endfunction()
