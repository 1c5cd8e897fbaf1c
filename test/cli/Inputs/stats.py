# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What memtrace stats says of make.py's time_line, as JSON.

usage: stats.py FILE
"""
import json
import sys

import ledger

with open(sys.argv[1]) as file:
    said = json.load(file)
made = ledger.example()
allocated = sum(made.allocated(id)[1] for id in made.ids())
freed = sum(made.freed(id)[1] for id in made.ids())
seconds = (made.header["end_time"] - made.header["start_time"]) / 10**9
second = 10**9
expected = {
    "sites": 5, "contexts": 6, "lines": 4, "files": 4, "modules": 2,
    "seconds": seconds, "allocations_per_second": allocated / seconds,
    "freed_share": freed / allocated,
    "time_line": {
        "samples": 5, "snapshots": 1, "began": second,
        "most_live": {"time": 4 * second, "bytes": 8000, "blocks": 8},
        "most_rss": {"time": 3 * second, "bytes": 2 << 20}},
}
for key, value in expected.items():
    assert said[key] == value, (key, said[key], value)
assert [row["line"] for row in said["most_allocations"]][:2] == [42, 0], said
assert said["most_allocations"][0]["blocks"] == 100000
assert len(said["largest_at_peak"]) <= 5
