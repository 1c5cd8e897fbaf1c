// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// containers.cpp: the parts of the C++ library that hold memory, each used on
// a line of its own. The allocations happen in templates inlined or not, and
// in libstdc++.so; all of them belong to the line here. Every LINE allocates
// at every level of optimization.
#include "notes.h"

#include <any>
#include <deque>
#include <filesystem>
#include <forward_list>
#include <fstream>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <queue>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <valarray>
#include <variant>
#include <vector>

#ifdef WITH_PMR
#include <memory_resource>
#endif

// With -g0 rows are functions.
#define NOINLINE __attribute__((noinline))

namespace {

struct Shape {
  virtual ~Shape() = default;
  virtual double area() const = 0;
};
struct Square : Shape {
  explicit Square(double side) : side(side) {}
  double area() const override { return side * side; }
  double side;
  char name[100] = {};
};

const char *const kLong = "a text too long for the small string buffer";
volatile int n = 100; // unknown to the optimizer

// clang-format off: what belongs to a line stands on it
NOINLINE void sequences() {
  LINE(std::vector<int> v; for (int i = 0; i < n; i++) v.push_back(i); ESCAPE(&v));
  LINE(std::vector<std::string> v(n, kLong); ESCAPE(&v));
  LINE(std::vector<bool> v(n * 100); ESCAPE(&v));
  LINE(static std::vector<double> v; v.reserve(n); v.resize(3 * n); v.shrink_to_fit(); ESCAPE(&v));
  LINE(static std::vector<std::vector<int>> v; for (int i = 1; i < n; i++) v.emplace_back(i); ESCAPE(&v));
  LINE(std::deque<int> d; for (int i = 0; i < 50 * n; i++) d.push_back(i); ESCAPE(&d));
  LINE(static std::list<int> l; for (int i = 0; i < n; i++) l.push_front(i); l.remove_if([](int i) { return i % 2; }); ESCAPE(&l));
  LINE(std::forward_list<long> l(n); ESCAPE(&l));
  LINE(std::priority_queue<int> q; for (int i = 0; i < n; i++) q.push(i ^ 21); ESCAPE(&q));
  LINE(std::valarray<double> a(n); ESCAPE(&a));
}

NOINLINE void strings() {
  LINE(std::string s; for (int i = 0; i < 10 * n; i++) s += 'x'; ESCAPE(&s));
  LINE(static std::string s = std::string(kLong) + " and " + kLong; ESCAPE(&s));
  LINE(std::string s(n, 'a'); std::string t = s; t.append(s).insert(3, kLong); ESCAPE(&t));
  LINE(std::wstring s(n, L'w'); ESCAPE(&s));
  LINE(std::stringstream s; for (int i = 0; i < n; i++) s << i << ' ' << 1.5 * i; std::string t = s.str(); ESCAPE(&t));
  LINE(std::istringstream s(kLong); std::string w; while (s >> w) ESCAPE(&w));
  LINE(std::ofstream f("containers.out"); f << kLong; f.close());
  LINE(std::ifstream f("containers.out"); std::string s; std::getline(f, s); ESCAPE(&s));
}

NOINLINE void associative() {
  LINE(static std::map<int, std::string> m; for (int i = 0; i < n; i++) m[i] = kLong; ESCAPE(&m));
  LINE(std::map<std::string, int> m; for (int i = 0; i < n; i++) m[std::to_string(i) + kLong]++; ESCAPE(&m));
  LINE(std::multimap<int, int> m; for (int i = 0; i < n; i++) m.emplace(i % 5, i); m.erase(3); ESCAPE(&m));
  LINE(std::set<std::string> s; for (int i = 0; i < n; i++) s.insert(std::to_string(i)); ESCAPE(&s));
  LINE(std::unordered_map<int, int> m; for (int i = 0; i < n; i++) m[i * 7] = i; ESCAPE(&m));
  LINE(static std::unordered_map<std::string, std::vector<int>> m; for (int i = 0; i < n; i++) m[std::to_string(i % 9)].push_back(i); ESCAPE(&m));
  LINE(std::unordered_multiset<int> s; s.reserve(n); s.insert(int(n)); ESCAPE(&s));
}

NOINLINE void owners() {
  LINE(auto p = std::make_unique<Square>(2); ESCAPE(p.get()));
  LINE(std::unique_ptr<Shape> p(new Square(3)); ESCAPE(p.get()));
  LINE(auto p = std::make_unique<int[]>(n); ESCAPE(p.get()));
  LINE(static std::shared_ptr<Shape> p = std::make_shared<Square>(4); ESCAPE(p.get()));
  LINE(std::shared_ptr<Shape> p(new Square(5)); std::weak_ptr<Shape> w = p; ESCAPE(p.get()); ESCAPE(&w));
  LINE(char room[200]; std::function<int()> f = [room] { return room[n % 200]; }; ESCAPE(&f));
  LINE(std::optional<std::string> o; o = kLong; ESCAPE(&o));
  LINE(std::variant<int, std::string, std::vector<int>> v = std::string(kLong); v = std::vector<int>(n); ESCAPE(&v));
  LINE(std::any a = std::string(kLong); ESCAPE(&a));
  LINE(std::tuple<int, std::string> t(1, kLong); auto u = t; ESCAPE(&u));
#ifdef WITH_SHARED_ARRAY
  LINE(auto p = std::make_shared<double[]>(n); ESCAPE(p.get()));
#endif
}

NOINLINE void library() {
  namespace fs = std::filesystem;
  LINE(fs::path p = fs::path("folder of containers") / "inside" / "a name"; ESCAPE(&p));
  LINE(fs::create_directories("folder of containers/inside of it"));
  LINE(for (const auto &e : fs::recursive_directory_iterator("folder of containers")) ESCAPE(&e));
  LINE(std::error_code e; fs::path p = fs::canonical("/", e); ESCAPE(&p));
  LINE(std::regex r("([a-z]+) (too|not) +(long)?.*"); ESCAPE(&r));
  LINE(std::cmatch m; std::regex r("t(e)xt (too)"); bool b = std::regex_search(kLong, m, r); ESCAPE(&b); ESCAPE(&m));
  LINE(std::string s = std::regex_replace(kLong, std::regex("t+"), "and"); ESCAPE(&s));
  LINE(std::ostringstream s; s.imbue(std::locale(std::locale(), new std::numpunct<char>)); s << 1e6 << n; ESCAPE(&s));
  LINE(try { throw std::runtime_error(kLong); } catch (const std::exception &e) { ESCAPE(e.what()); });
  LINE(try { std::vector<int>().at(n); } catch (const std::exception &e) { ESCAPE(e.what()); });
}

#ifdef WITH_PMR
NOINLINE void resources() {
  namespace pmr = std::pmr;
  LINE(pmr::monotonic_buffer_resource m; pmr::vector<int> v(&m); for (int i = 0; i < n; i++) v.push_back(i); ESCAPE(&v));
  LINE(pmr::unsynchronized_pool_resource m; pmr::list<int> l(&m); for (int i = 0; i < n; i++) l.push_back(i); ESCAPE(&l));
  LINE(pmr::string s(kLong, pmr::new_delete_resource()); ESCAPE(&s));
  LINE(pmr::unordered_map<int, pmr::string> m; for (int i = 0; i < n; i++) m.emplace(i, kLong); ESCAPE(&m));
}

#else
void resources() {}
#endif

std::vector<int> *made_in_thread;

NOINLINE void threads() {
  LINE(std::thread t([] {}); t.join());
  LINE(std::thread t([] { made_in_thread = new std::vector<int>(n); }); t.join());
  LINE(delete made_in_thread; ESCAPE(new std::string(kLong)));
#ifdef WITH_JOINED_ASYNC
  LINE(auto f = std::async(std::launch::async, [] { return std::string(kLong); }); std::string s = f.get(); ESCAPE(&s));
#endif
  LINE(std::promise<std::string> p; p.set_value(kLong); std::string s = p.get_future().get(); ESCAPE(&s));
#ifdef WITH_JTHREAD
  LINE(std::jthread t([] {}));
#endif
}

} // namespace

int main() {
  notes_start();
  sequences();
  strings();
  associative();
  owners();
  library();
  resources();
  threads();
  LINE(puts("done"));
  notes_write();
  return 0;
}
