# Writes HEADER, which holds the content hash of PLUGIN; leaves it alone when
# nothing changed, so that nothing is rebuilt.
file(SHA256 "${PLUGIN}" hash)
set(text "// Made by plugin_hash.cmake.
namespace memtrace::driver {
constexpr const char *kPluginHash = \"${hash}\";
}
")
if(EXISTS "${HEADER}")
  file(READ "${HEADER}" old)
endif()
if(NOT old STREQUAL text)
  file(WRITE "${HEADER}" "${text}")
endif()
