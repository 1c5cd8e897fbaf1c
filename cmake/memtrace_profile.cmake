# memtrace_profile(<target>... [STATIC] [STACKS] [TRANSPARENT <regex>...]
#   [OPAQUE <regex>...] [NO_FIND_WRAPPERS] [SKIP <prefix>...] [OWN <prefix>...]
#   [SHAREABLE]
#   [WRITE_SUMMARY <file> | SUMMARY <file>...])
#
# Profiles the memory of targets: adds the plug-in to their compilation and the
# runtime to their links. For a build whose compiler is a clang that there is a
# plug-in for, or the compiler wrapper, which needs no flag then. STATIC: they
# are linked with -static. STACKS: callers are kept. WRITE_SUMMARY: a call
# summary is written, to a path relative to the current binary directory.
# SUMMARY: some are read, and objects are built again when one of them changes;
# as with sources, paths are relative to the current source directory or else
# the binary one. The rest is explained in docs/options.md.
function(memtrace_profile)
  cmake_parse_arguments(PARSE_ARGV 0 arg
    "STATIC;STACKS;NO_FIND_WRAPPERS;SHAREABLE"
    "WRITE_SUMMARY" "TRANSPARENT;OPAQUE;SKIP;OWN;SUMMARY")
  if(NOT arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "memtrace_profile: no target is named")
  endif()
  set(options "")
  foreach(word IN ITEMS TRANSPARENT OPAQUE SKIP OWN)
    string(TOLOWER "${word}" lower)
    foreach(value IN LISTS arg_${word})
      list(APPEND options "-memtrace-${lower}=${value}")
    endforeach()
  endforeach()
  if(arg_STACKS)
    list(APPEND options -memtrace-stacks=1)
  endif()
  if(arg_NO_FIND_WRAPPERS)
    list(APPEND options -memtrace-find-wrappers=0)
  endif()
  if(arg_SHAREABLE)
    list(APPEND options -memtrace-shareable=1)
  endif()
  set(summaries "")
  foreach(name IN LISTS arg_SUMMARY)
    if(NOT "${name}" STREQUAL "")
      _memtrace_find_summary(file "${name}")
      list(APPEND summaries "-memtrace-summary=${file}")
    endif()
  endforeach()
  list(APPEND options ${summaries})
  if(NOT "${arg_WRITE_SUMMARY}" STREQUAL "")
    if(summaries)
      message(FATAL_ERROR "memtrace_profile: WRITE_SUMMARY and SUMMARY are both "
        "given; one build writes what the next one reads")
    endif()
    get_filename_component(file "${arg_WRITE_SUMMARY}" ABSOLUTE
      BASE_DIR "${CMAKE_CURRENT_BINARY_DIR}")
    list(APPEND options "-memtrace-write-summary=${file}")
  endif()
  set(runtime MemTrace::runtime)
  if(arg_STATIC)
    set(runtime MemTrace::runtime_static)
  endif()
  foreach(target IN LISTS arg_UNPARSED_ARGUMENTS)
    _memtrace_profile_target(${target} ${runtime} "${options}")
  endforeach()
endfunction()

function(_memtrace_find_summary result name)
  foreach(folder IN ITEMS
      "${CMAKE_CURRENT_SOURCE_DIR}" "${CMAKE_CURRENT_BINARY_DIR}")
    get_filename_component(file "${name}" ABSOLUTE BASE_DIR "${folder}")
    if(EXISTS "${file}" AND NOT IS_DIRECTORY "${file}")
      set(${result} "${file}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "memtrace_profile: the call summary ${name} is neither in "
    "${CMAKE_CURRENT_SOURCE_DIR} nor in ${CMAKE_CURRENT_BINARY_DIR}; a build "
    "with WRITE_SUMMARY makes it")
endfunction()

function(_memtrace_profile_target target runtime options)
  if(NOT TARGET ${target})
    message(FATAL_ERROR "memtrace_profile: ${target} is not a target")
  endif()
  get_target_property(type ${target} TYPE)
  if(type STREQUAL "INTERFACE_LIBRARY")
    message(FATAL_ERROR "memtrace_profile: ${target} compiles nothing; "
      "profile the targets that use it")
  endif()
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  foreach(language IN ITEMS C CXX)
    if(language IN_LIST languages)
      _memtrace_profile_language(${target} ${language})
      _memtrace_profile_options(${target} ${language} "${options}")
    endif()
  endforeach()

  # Not target_link_libraries(): that allows one signature for each target,
  # and the choice is the user's.
  set_property(TARGET ${target} APPEND PROPERTY LINK_LIBRARIES ${runtime})
  if(type STREQUAL "STATIC_LIBRARY" OR type STREQUAL "OBJECT_LIBRARY")
    set_property(TARGET ${target} APPEND PROPERTY
      INTERFACE_LINK_LIBRARIES "$<LINK_ONLY:${runtime}>")
  endif()
endfunction()

# As driver/cc/plan.cpp does it, and why.
function(_memtrace_profile_options target language options)
  if(options STREQUAL "")
    return()
  endif()
  string(REGEX MATCH "^[0-9]+" version "${CMAKE_${language}_COMPILER_VERSION}")
  foreach(option IN ITEMS -load "${MemTrace_PLUGIN_${version}}")
    list(APPEND words "SHELL:-Xclang \"${option}\"")
  endforeach()
  foreach(option IN LISTS options)
    list(APPEND words "SHELL:-Xclang -mllvm -Xclang \"${option}\"")
    if(option MATCHES "^-memtrace-summary=(.*)")
      list(APPEND words "SHELL:-Xclang \"-fdepfile-entry=${CMAKE_MATCH_1}\"")
    endif()
  endforeach()
  foreach(word IN LISTS words)
    target_compile_options(${target} PRIVATE
      "$<$<COMPILE_LANGUAGE:${language}>:${word}>")
  endforeach()
endfunction()

function(_memtrace_profile_language target language)
  string(REGEX MATCH "^[0-9]+" version "${CMAKE_${language}_COMPILER_VERSION}")
  string(REPLACE ";" ", " built_for "${MemTrace_LLVM_VERSIONS}")
  if(built_for STREQUAL "")
    set(built_for "none of its versions")
  endif()
  if(NOT CMAKE_${language}_COMPILER_ID STREQUAL "Clang"
      OR NOT DEFINED MemTrace_PLUGIN_${version})
    message(FATAL_ERROR "memtrace_profile: the ${language} compiler is "
      "${CMAKE_${language}_COMPILER_ID} "
      "${CMAKE_${language}_COMPILER_VERSION}; this MemTrace has plug-ins for "
      "clang ${built_for}. Configure with one of these, for example with "
      "-DCMAKE_${language}_COMPILER=${MemTrace_${language}_COMPILER}")
  endif()
  target_compile_options(${target} PRIVATE
    "$<$<COMPILE_LANGUAGE:${language}>:-fpass-plugin=${MemTrace_PLUGIN_${version}}>")

  # Lines need debug information; what the user chose stays.
  set(chosen "(^| )-g([0-3]|gdb[0-3]?|lldb|mlt|dwarf.*|line-.*)?( |$)")
  if(CMAKE_${language}_FLAGS MATCHES "${chosen}")
    return()
  endif()
  # Before the target's own options, so that a -g among them wins.
  if(NOT CMAKE_CONFIGURATION_TYPES)
    string(TOUPPER "${CMAKE_BUILD_TYPE}" upper)
    if(NOT CMAKE_${language}_FLAGS_${upper} MATCHES "${chosen}")
      target_compile_options(${target} BEFORE PRIVATE
        "$<$<COMPILE_LANGUAGE:${language}>:-gline-tables-only>")
    endif()
    return()
  endif()
  foreach(configuration IN LISTS CMAKE_CONFIGURATION_TYPES)
    string(TOUPPER "${configuration}" upper)
    if(NOT CMAKE_${language}_FLAGS_${upper} MATCHES "${chosen}")
      target_compile_options(${target} BEFORE PRIVATE
        "$<$<AND:$<COMPILE_LANGUAGE:${language}>,$<CONFIG:${configuration}>>:-gline-tables-only>")
    endif()
  endforeach()
endfunction()
