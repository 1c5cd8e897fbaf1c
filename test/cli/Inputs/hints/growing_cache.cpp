// Looks up what each request of a log stands for, through a cache: one without
// a bound, or (HOW is 0) of those that were used last.
#include <cstdio>
#include <fstream>
#include <list>
#include <string>
#include <unordered_map>

static std::string look_up(const std::string &key) {
  return "what is known of " + key + ", in as many words as a page has";
}

class PageCache {
public:
#if HOW == 0
  const std::string &get(const std::string &key) {
    auto found = places_.find(key);
    if (found != places_.end()) {
      pages_.splice(pages_.begin(), pages_, found->second);
      return pages_.front().second;
    }
    if (pages_.size() == 256) {
      places_.erase(pages_.back().first);
      pages_.pop_back();
    }
    pages_.emplace_front(key, look_up(key));
    places_[key] = pages_.begin();
    return pages_.front().second;
  }

private:
  using Pages = std::list<std::pair<std::string, std::string>>;
  Pages pages_; // what was used last comes first
  std::unordered_map<std::string, Pages::iterator> places_;
#else
  const std::string &get(const std::string &key) {
    auto found = pages_.find(key);
    if (found == pages_.end())
      found = pages_.emplace(key, look_up(key)).first;
    return found->second;
  }

private:
  std::unordered_map<std::string, std::string> pages_;
#endif
};

int main(int, char **argv) {
  std::ifstream in(argv[1]);
  PageCache cache;
  size_t size = 0;
  for (std::string line; std::getline(in, line);)
    size += cache.get(line.substr(0, line.find(" took"))).size();
  std::printf("%zu\n", size);
}
