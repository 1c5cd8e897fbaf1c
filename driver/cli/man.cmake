# Manual pages, from what --help says and what docs/man adds to it.
find_program(MEMTRACE_HELP2MAN help2man)
mark_as_advanced(MEMTRACE_HELP2MAN)
if(NOT MEMTRACE_HELP2MAN OR CMAKE_CROSSCOMPILING)
  message(STATUS "No manual pages: they need help2man, and to run what is built")
  return()
endif()

set(man_dir "${PROJECT_BINARY_DIR}/man")
set(includes "${PROJECT_SOURCE_DIR}/docs/man")
file(MAKE_DIRECTORY "${man_dir}")
set(help2man "${MEMTRACE_HELP2MAN}" --no-info --no-discard-stderr
  "--source=MemTrace ${PROJECT_VERSION}" --manual=MemTrace
  "--version-string=${PROJECT_VERSION}")

function(memtrace_man_page name target include)
  set(page "${man_dir}/${name}.1")
  add_custom_command(OUTPUT "${page}"
    COMMAND ${CMAKE_COMMAND} -E env LC_ALL=C.UTF-8 ${ARGN}
    DEPENDS ${target} "${includes}/${include}.h2m" VERBATIM)
  set_property(GLOBAL APPEND PROPERTY MEMTRACE_MAN_PAGES "${page}")
endfunction()

memtrace_man_page(memtrace memtrace_cli memtrace ${help2man}
  "--name=exact memory profiles of C and C++ programs, by line"
  "--include=${includes}/memtrace.h2m" "--output=${man_dir}/memtrace.1"
  "$<TARGET_FILE:memtrace_cli>")
# The verbs are those that the command itself has.
file(READ verbs/verb.h verbs)
string(REGEX MATCHALL "Verb add_[a-z]+" verbs "${verbs}")
list(TRANSFORM verbs REPLACE "Verb add_" "")
foreach(verb IN LISTS verbs)
  memtrace_man_page("memtrace-${verb}" memtrace_cli verb
    "${CMAKE_CURRENT_SOURCE_DIR}/help/man_page.sh"
    "$<TARGET_FILE:memtrace_cli>" ${verb} "${man_dir}/memtrace-${verb}.1"
    ${help2man} "--include=${includes}/verb.h2m")
endforeach()
if(TARGET memtrace_cc)
  memtrace_man_page(memtrace-cc memtrace_cc memtrace-cc ${help2man}
    --help-option=--memtrace-help "--include=${includes}/memtrace-cc.h2m"
    "--output=${man_dir}/memtrace-cc.1" "$<TARGET_FILE:memtrace_cc>")
  # One page for both names.
  file(WRITE "${man_dir}/memtrace-c++.1" ".so man1/memtrace-cc.1\n")
  install(FILES "${man_dir}/memtrace-c++.1"
    DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
endif()

get_property(pages GLOBAL PROPERTY MEMTRACE_MAN_PAGES)
add_custom_target(memtrace_man ALL DEPENDS ${pages})
install(FILES ${pages} DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
