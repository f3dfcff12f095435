# Everything that is not ours; all of it from Debian 12 (docs/decisions/0002-libraries.md).
# Use these names in DEPS: fmt::fmt, yaml-cpp, CLI11::CLI11, nlohmann_json::nlohmann_json,
# Boost::headers, ZLIB::ZLIB, lz4::lz4, zstd::zstd, snappy::snappy, Threads::Threads,
# benchmark::benchmark, Qt6::Widgets, Qt6::Svg.
find_package(fmt REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Boost 1.74 REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
# Debian's packages of these have no CMake files. 
foreach(name lz4 zstd snappy)
  find_library(KSCOPE_${name}_LIBRARY ${name} REQUIRED)
  add_library(${name}::${name} INTERFACE IMPORTED GLOBAL)
  target_link_libraries(${name}::${name} INTERFACE "${KSCOPE_${name}_LIBRARY}")
endforeach()
if(NOT TARGET yaml-cpp AND TARGET yaml-cpp::yaml-cpp)
  add_library(yaml-cpp ALIAS yaml-cpp::yaml-cpp)
endif()

if(NOT DEFINED KSCOPE_GUI OR KSCOPE_GUI)
  find_package(Qt6 QUIET COMPONENTS Widgets Svg Test)
endif()
option(KSCOPE_GUI "Build the window (needs Qt 6)" ${Qt6_FOUND})
if(Qt6_FOUND)
  # Qt's macro `forever` would break Duration::forever(); write Q_SIGNALS, Q_SLOTS, Q_EMIT.
  set_property(TARGET Qt6::Core APPEND PROPERTY INTERFACE_COMPILE_DEFINITIONS QT_NO_KEYWORDS)
endif()
if(KSCOPE_GUI AND NOT Qt6_FOUND)
  message(FATAL_ERROR "KSCOPE_GUI=ON needs Qt 6 (qt6-base-dev, libqt6svg6-dev)")
endif()

if(KSCOPE_TESTS)
  find_package(Catch2 QUIET)
  find_package(benchmark QUIET)
  if(NOT Catch2_FOUND)
    message(STATUS "No Catch2, so no tests")  # ./dev run needs none; ./dev test installs it
    set(KSCOPE_TESTS OFF)
  endif()
endif()
