// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// json.cpp: see json.h. The sites' frames and the contexts' callers are
// written one by one, too.
#include "formats/json.h"

#include "formats/json_summary.h"
#include "formats/json_values.h"
#include "memtrace/abi.h"
#include "report/stack.h"

#include <vector>

namespace memtrace::driver {
namespace {

// Without clang's mark of a name that is to be taken as it is.
Json callee_of(const rt::LedgerView &view, uint32_t site) {
  const char *name = rt::string_at(view, view.sites[site].callee);
  return unless_empty(*name == '\1' ? name + 1 : name);
}

Json frame(const Ledger &ledger, const ReadableNames &names,
           const memtrace_ledger_frame &frame) {
  rt::LedgerView view = ledger.view();
  return {{"file", unless_empty(rt::string_at(view, frame.file))},
          {"line", frame.line},
          {"column", frame.column},
          {"function", unless_empty(names.of(frame.function))},
          {"linkage_name", unless_empty(rt::string_at(view, frame.function))}};
}

// The first keys of a site: what it is and where it is charged to.
Json description(const Ledger &ledger, const ReadableNames &names,
                 size_t index) {
  const memtrace_ledger_site &site = ledger.sites[index];
  const rt::LedgerView view = ledger.view();
  Json result = {{"id", ledger.site_ids[index]}};
  bool known = index != MEMTRACE_UNKNOWN_SITE && site.frame_count != 0;
  result.update(frame(ledger, names,
                      known ? ledger.frames[site.first_frame + site.user_frame]
                            : memtrace_ledger_frame()));
  auto has = [&](uint32_t flag) { return (site.flags & flag) != 0; };
  result["type"] = unless_empty(rt::string_at(view, site.type));
  result["callee"] = callee_of(view, static_cast<uint32_t>(index));
  result["module"] = unless_empty(rt::string_at(view, site.module));
  result["domain"] = site.domain;
  result["system"] = has(MEMTRACE_SITE_SYSTEM);
  result["no_lines"] = has(MEMTRACE_SITE_NO_LINES);
  result["stacks"] = has(MEMTRACE_SITE_STACKS);
  return result;
}

// The last ones: what was counted.
Json counts(const memtrace_counter &counter, const rt::Amount &inherited) {
  auto of = [&](rt::SortKey key) {
    return rt::amount_of(counter, counter.generation, key);
  };
  rt::Amount freed = of(rt::SortKey::kTotal);
  freed += inherited;
  freed -= of(rt::SortKey::kCurrent);
  return {{"allocated", json_amount(of(rt::SortKey::kTotal))},
          {"freed", json_amount(freed)},
          {"current", json_amount(of(rt::SortKey::kCurrent))},
          {"peak", json_amount(of(rt::SortKey::kPeak))},
          {"damaged_blocks", counter.damaged_blocks}};
}

struct SiteCount {
  memtrace_counter sum = {}; // over its contexts
  rt::Amount inherited;
  bool listed = false;
};

void put_site(JsonOut &out, const Ledger &ledger, const ReadableNames &names,
              size_t index, const SiteCount &count) {
  const memtrace_ledger_site &site = ledger.sites[index];
  out << "{";
  out.put_members(description(ledger, names, index));
  out << ",\"frames\":[";
  bool known = index != MEMTRACE_UNKNOWN_SITE;
  for (uint32_t i = 0; known && i < site.frame_count && out.ok(); ++i)
    out << (i == 0 ? "" : ",")
        << frame(ledger, names, ledger.frames[site.first_frame + i]);
  out << "],";
  out.put_members(counts(count.sum, count.inherited));
  out << "}";
}

// `inner`: the site of the next entry.
Json caller_of(const Ledger &ledger, const memtrace_ledger_caller &caller,
               uint32_t inner) {
  if (caller.site == 0)
    return {{"missing", true}};
  Json result = {{"site", ledger.site_ids[caller.site]}};
  const rt::LedgerView view = ledger.view();
  if (rt::is_through(view, caller.site, inner))
    result["through"] = callee_of(view, caller.site);
  return result;
}

void put_context(JsonOut &out, const Ledger &ledger, size_t index,
                 const rt::Amount &inherited) {
  const memtrace_ledger_context &context = ledger.contexts[index];
  out << "{\"id\":" << Json(ledger.ids[index])
      << ",\"site\":" << Json(ledger.site_ids[context.site]);
  Json called = callee_of(ledger.view(), context.site);
  if (!called.is_null())
    out << ",\"through\":" << called;
  out << ",\"callers\":[";
  const char *separator = "";
  uint32_t inner = context.site;
  for (uint32_t i = context.callers; i != 0 && out.ok();) {
    const memtrace_ledger_caller &caller = ledger.callers[i];
    out << separator << caller_of(ledger, caller, inner);
    separator = ",";
    inner = caller.site;
    i = caller.outer;
  }
  out << "],";
  out.put_members(counts(ledger.counters[index], inherited));
  out << "}";
}

// [context, bytes, blocks] of each.
Json live(const Ledger &ledger, const std::vector<memtrace_ledger_live> &from,
          size_t first, size_t count) {
  Json result = Json::array();
  for (size_t i = first; i < first + count; ++i)
    result.push_back(Json::array(
        {ledger.ids[from[i].context], from[i].bytes, from[i].blocks}));
  return result;
}

void put_sample(JsonOut &out, const Ledger &ledger,
                const memtrace_ledger_sample &sample) {
  Json current = {{"bytes", sample.current_bytes},
                  {"blocks", sample.current_blocks}};
  Json result = {{"time", sample.time},
                 {"current", current},
                 {"rss", unless_zero(sample.rss)}};
  result["live"] =
      sample.live_count == 0
          ? Json()
          : live(ledger, ledger.live, sample.first_live, sample.live_count);
  out << result;
}

bool is_listed(const Ledger &ledger, size_t context) {
  return context != MEMTRACE_UNKNOWN_CONTEXT ||
         rt::has_event(ledger.counters[context]);
}

std::vector<SiteCount> count_by_site(const Ledger &ledger,
                                     const std::vector<rt::Amount> &inherited) {
  std::vector<SiteCount> sites(ledger.sites.size());
  for (size_t i = 1; i < ledger.contexts.size(); ++i) {
    SiteCount &site = sites[ledger.contexts[i].site];
    if (!is_listed(ledger, i))
      continue;
    site.listed = true;
    site.inherited += inherited[i];
    rt::add(site.sum, ledger.counters[i], ledger.counters[i].generation);
  }
  for (const memtrace_ledger_caller &caller : ledger.callers)
    sites[caller.site].listed = true;
  return sites;
}

// The rest of a list, a line for each that is in it.
template <typename IsIn, typename Put>
void put_lines(JsonOut &out, size_t size, IsIn is_in, Put put) {
  const char *separator = "\n    ";
  for (size_t i = 1; i < size && out.ok(); ++i) {
    if (!is_in(i))
      continue;
    out << separator;
    put(i);
    separator = ",\n    ";
  }
  out << "\n  ]";
}

} // namespace

bool write_json(const Ledger &ledger, const ReadableNames &names,
                rt::Sink sink) {
  JsonOut out(sink);
  out << "{\n";
  out.put_lines(json_summary(ledger));
  out << "  \"sites\": [";
  const std::vector<rt::Amount> inherited = ledger.inherited_by_context();
  const std::vector<SiteCount> sites = count_by_site(ledger, inherited);
  put_lines(
      out, sites.size(), [&](size_t i) { return sites[i].listed; },
      [&](size_t i) { put_site(out, ledger, names, i, sites[i]); });
  out << ",\n  \"contexts\": [";
  put_lines(
      out, ledger.contexts.size(),
      [&](size_t i) { return is_listed(ledger, i); },
      [&](size_t i) { put_context(out, ledger, i, inherited[i]); });
  out << ",\n  \"inherited_live\": "
      << live(ledger, ledger.inherited, 0, ledger.inherited.size())
      << ",\n  \"samples\": [";
  put_lines(
      out, ledger.samples.size() + 1, [](size_t) { return true; },
      [&](size_t i) { put_sample(out, ledger, ledger.samples[i - 1]); });
  out << "\n}\n";
  return out.ok();
}

} // namespace memtrace::driver
