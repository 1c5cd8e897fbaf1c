// Counts the lines of a file that have a word in them: HOW is a way to read
// all of it, or 0 for line by line.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#if HOW == 1
static std::string contents(const char *path) {
  std::ifstream in(path);
  return std::string(std::istreambuf_iterator<char>(in),
                     std::istreambuf_iterator<char>());
}
#elif HOW == 2
static std::string contents(const char *path) {
  std::ifstream in(path);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}
#elif HOW == 3
static std::string contents(const char *path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  std::string text;
  text.resize(static_cast<size_t>(in.tellg()));
  in.seekg(0);
  in.read(&text[0], static_cast<std::streamsize>(text.size()));
  return text;
}
#elif HOW == 4
static std::vector<char> contents(const char *path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  std::vector<char> text(static_cast<size_t>(in.tellg()));
  in.seekg(0);
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  return text;
}
#endif

static int count(const char *path) {
  int found = 0;
#if HOW == 0
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);)
    found += line.find("host-7 ") != std::string::npos;
#else
  auto text = contents(path);
  std::string line;
  for (char c : text)
    if (c != '\n') {
      line += c;
    } else {
      found += line.find("host-7 ") != std::string::npos;
      line.clear();
    }
#endif
  return found;
}

int main(int, char **argv) { std::printf("%d\n", count(argv[1])); }
