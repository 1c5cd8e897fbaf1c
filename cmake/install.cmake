# What `cmake --install` puts down so that others find MemTrace: headers, the
# runtime, find_package(MemTrace) and pkg-config. The plug-in and the wrapper
# install themselves. Every path in it is relative: the tree can be moved.
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/MemTrace")

# A static link wraps what it can't replace, and in C++ asks by name for the
# forms of operator new, see driver/cc/plan.cpp. The lists are the runtime's own.
file(READ runtime/include/memtrace/wrapped.h header)
string(REGEX MATCHALL " X\\([A-Za-z_]+\\)" wrapped "${header}")
list(TRANSFORM wrapped REPLACE " X\\(([A-Za-z_]+)\\)" "\\1")
file(READ runtime/include/memtrace/abi.h header)
string(REGEX MATCHALL " X\\(_Zn[A-Za-z0-9_]+," forms_of_new "${header}")
list(TRANSFORM forms_of_new REPLACE " X\\(([A-Za-z0-9_]+)," "\\1")
if(NOT wrapped OR NOT forms_of_new)
  message(FATAL_ERROR "wrapped.h or abi.h lists no function")
endif()
set(static_options "")
foreach(name IN LISTS wrapped)
  # --undefined: the archive is met before the libraries that call them.
  list(APPEND static_options "--wrap=${name}" "--undefined=__wrap_${name}")
endforeach()
list(TRANSFORM forms_of_new PREPEND "--undefined=")
foreach(option IN LISTS static_options)
  target_link_options(memtrace_static INTERFACE "LINKER:${option}")
  string(APPEND memtrace_static_flags " -Wl,${option}")
endforeach()
foreach(option IN LISTS forms_of_new)
  target_link_options(memtrace_static INTERFACE
    "$<$<LINK_LANGUAGE:CXX>:LINKER:${option}>")
  string(APPEND memtrace_static_cxx_flags " -Wl,${option}")
endforeach()
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  runtime/include/memtrace/wrapped.h runtime/include/memtrace/abi.h)

set_target_properties(memtrace_abi PROPERTIES EXPORT_NAME abi)
set_target_properties(memtrace_shared PROPERTIES EXPORT_NAME runtime)
set_target_properties(memtrace_static PROPERTIES EXPORT_NAME runtime_static)
install(TARGETS memtrace_abi memtrace_shared memtrace_static
  EXPORT MemTraceTargets
  LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}"
  ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}")
install(EXPORT MemTraceTargets NAMESPACE MemTrace::
  DESTINATION "${package_dir}")
install(DIRECTORY runtime/include/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
  FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")

# The runtime's own folder for the wrapper's rpath, see driver/cc/toolchain.h.
if(MEMTRACE_BUILD_PASS)
  install(DIRECTORY "${MEMTRACE_LIB_DIR}/${MEMTRACE_RUNTIME_SUBDIR}/"
    DESTINATION "${CMAKE_INSTALL_LIBDIR}/${MEMTRACE_RUNTIME_SUBDIR}")
endif()

configure_package_config_file(cmake/MemTraceConfig.cmake.in
  "${PROJECT_BINARY_DIR}/MemTraceConfig.cmake"
  INSTALL_DESTINATION "${package_dir}"
  PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_BINDIR)
# Before 1.0 a minor version may break what uses it.
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/MemTraceConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES
  "${PROJECT_BINARY_DIR}/MemTraceConfig.cmake"
  "${PROJECT_BINARY_DIR}/MemTraceConfigVersion.cmake"
  cmake/memtrace_profile.cmake
  DESTINATION "${package_dir}")

set(pkgconfig_dir "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
file(RELATIVE_PATH memtrace_prefix_from_pc
  "${CMAKE_INSTALL_PREFIX}/${pkgconfig_dir}" "${CMAKE_INSTALL_PREFIX}")
configure_file(cmake/memtrace.pc.in "${PROJECT_BINARY_DIR}/memtrace.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/memtrace.pc"
  DESTINATION "${pkgconfig_dir}")
