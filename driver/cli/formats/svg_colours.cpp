// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// svg_colours.cpp: see svg_colours.h.
#include "formats/svg_colours.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace memtrace::driver {
namespace {

constexpr double kHues[] = {28, 205, 140, 350, 265, 48, 178, 320, 95, 230};
constexpr uint32_t kHueCount = sizeof kHues / sizeof *kHues;

// Each time all are used up, they come again a little further.
double hue_of(uint32_t file) {
  double turn = file / kHueCount * 11.0;
  return std::fmod(kHues[file % kHueCount] + turn, 360.0);
}

uint32_t hash_of(const char *text) {
  uint32_t hash = 2166136261u; // FNV-1a
  for (; *text != '\0'; ++text)
    hash = (hash ^ static_cast<unsigned char>(*text)) * 16777619u;
  return hash;
}

std::string rgb(double hue, double saturation, double lightness) {
  auto channel = [&](double n) {
    double k = std::fmod(n + hue / 30, 12);
    double amplitude = saturation * std::min(lightness, 1 - lightness);
    double value =
        lightness - amplitude * std::max(-1.0, std::min({k - 3, 9 - k, 1.0}));
    return static_cast<unsigned>(std::lround(value * 255));
  };
  char text[8];
  std::snprintf(text, sizeof text, "#%02x%02x%02x", channel(0) & 255,
                channel(8) & 255, channel(4) & 255);
  return text;
}

} // namespace

std::string SvgColours::of(const ExportFrame &frame) {
  if (frame.is_mark() || *frame.file == '\0')
    return "#d6d6d6";
  auto known =
      files_.try_emplace(frame.file, static_cast<uint32_t>(files_.size()));
  // Functions of a file can be told apart, too.
  double shade = (hash_of(frame.function) >> 8) % 5 * 0.022;
  return rgb(hue_of(known.first->second), 0.72, 0.70 + shade);
}

} // namespace memtrace::driver
