// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// svg_script.h: what a flame graph can do when a browser shows it: zoom, search
// and say what is under the pointer. The offsets and values of the frames are
// in their attributes, in the order of the tree.
#ifndef MEMTRACE_DRIVER_CLI_FORMATS_SVG_SCRIPT_H
#define MEMTRACE_DRIVER_CLI_FORMATS_SVG_SCRIPT_H

namespace memtrace::driver {

constexpr const char *kSvgStyle = R"css(<style><![CDATA[
text { font: 11px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  fill: #1f2328; pointer-events: none; white-space: pre; }
.title, .about, .details, .note { font-family: system-ui, "DejaVu Sans",
  sans-serif; }
.title { font-size: 17px; font-weight: 600; }
.about, .note { font-size: 12px; fill: #59636e; }
.details { font-size: 12px; }
.f { cursor: pointer; }
.f:hover rect { stroke: #1f2328; stroke-width: 1; }
.above { opacity: 0.5; }
.hit rect { fill: #e05ad8; }
.button { cursor: pointer; }
.button text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: #0969da; }
.hidden { display: none; }
input { box-sizing: border-box; width: 100%; height: 24px; padding: 0 8px;
  border: 1px solid #d0d7de; border-radius: 6px;
  font: 12px system-ui, "DejaVu Sans", sans-serif; }
]]></style>
)css";

constexpr const char *kSvgScript = R"js(<script><![CDATA[
(function () {
  "use strict";
  var svg = document.currentScript.ownerSVGElement;
  var find = function (name) { return svg.querySelector("." + name); };
  var width = +svg.dataset.width, left = +svg.dataset.left;
  var letter = 6.63;
  var frames = Array.prototype.map.call(svg.querySelectorAll(".f"),
    function (g) {
      var lines = g.querySelector("title").textContent.split("\n");
      return { g: g, rect: g.querySelector("rect"),
        text: g.querySelector("text"), offset: +g.dataset.o,
        value: +g.dataset.v, level: +g.dataset.l, label: lines[0],
        name: lines[0].replace(/ \((?:[^()]*\/)?([^()\/]+)\)$/, " ($1)"),
        says: lines.join(": ") };
    });
  if (frames.length === 0) return;

  function write(frame, x, room) {
    var letters = Math.floor((room - 6) / letter);
    if (letters < 3) {
      if (frame.text) frame.text.textContent = "";
      return;
    }
    if (!frame.text) {
      frame.text = document.createElementNS(svg.namespaceURI, "text");
      frame.text.setAttribute("y", +frame.rect.getAttribute("y") + 13);
      frame.g.appendChild(frame.text);
    }
    frame.text.setAttribute("x", x + 3);
    frame.text.textContent = frame.name.length <= letters ? frame.name
      : frame.name.slice(0, letters - 2) + "..";
  }

  function zoom(to) {
    var end = to.offset + to.value;
    frames.forEach(function (frame) {
      var above = frame.level < to.level && frame.offset <= to.offset &&
        frame.offset + frame.value >= end;
      var inside = frame.level >= to.level && frame.offset >= to.offset &&
        frame.offset + frame.value <= end;
      var x = above ? 0 : (frame.offset - to.offset) / to.value * width;
      var room = above ? width : frame.value / to.value * width;
      var shown = above || (inside && room >= 0.1);
      frame.g.classList.toggle("hidden", !shown);
      frame.g.classList.toggle("above", above);
      if (!shown) return;
      frame.rect.setAttribute("x", left + x);
      frame.rect.setAttribute("width", room > 2.4 ? room - 0.6 : room);
      write(frame, left + x, room);
    });
    find("reset").classList.toggle("hidden", to === frames[0]);
  }

  // What is beneath a frame that matches is part of it already.
  function search(words) {
    var pattern = null, sum = 0, end = -1, count = 0;
    if (words !== "") {
      try {
        pattern = new RegExp(words, "i");
      } catch (error) {
        pattern = new RegExp(words.replace(/[^\w\s]/g, "\\$&"), "i");
      }
    }
    frames.forEach(function (frame) {
      var hit = pattern !== null && pattern.test(frame.label);
      frame.g.classList.toggle("hit", hit);
      if (!hit) return;
      count += 1;
      if (frame.offset < end) return;
      sum += frame.value;
      end = frame.offset + frame.value;
    });
    find("matched").textContent = pattern === null ? "" :
      count + (count === 1 ? " match: " : " matches: ") +
      (100 * sum / frames[0].value).toFixed(2) + " %";
  }

  var details = find("details"), usual = details.textContent;
  frames.forEach(function (frame) {
    frame.g.addEventListener("click", function () { zoom(frame); });
    frame.g.addEventListener("mouseenter", function () {
      details.textContent = frame.says;
    });
    frame.g.addEventListener("mouseleave", function () {
      details.textContent = usual;
    });
  });
  find("reset").addEventListener("click", function () { zoom(frames[0]); });
  var input = find("search");
  input.addEventListener("input", function () { search(input.value); });
  svg.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    input.value = "";
    search("");
    zoom(frames[0]);
  });
  find("controls").classList.remove("hidden");
})();
]]></script>
)js";

} // namespace memtrace::driver

#endif
