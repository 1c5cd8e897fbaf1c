// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// CallCycles.cpp: strongly connected components of the module's call graph.
#include "CallCycles.h"

#include "llvm/ADT/SCCIterator.h"
#include "llvm/Analysis/CallGraph.h"

using namespace llvm;

namespace memtrace {

bool CallCycles::inSameCycle(const Function &A, const Function &B) {
  if (Components.empty()) {
    CallGraph Graph(M);
    unsigned Component = 0;
    for (auto It = scc_begin(&Graph); !It.isAtEnd(); ++It, ++Component)
      for (const CallGraphNode *Node : *It)
        if (const Function *F = Node->getFunction())
          Components[F] = Component;
  }
  // Functions that nobody can call are not in the graph's reach.
  auto InA = Components.find(&A), InB = Components.find(&B);
  return InA != Components.end() && InB != Components.end() &&
         InA->second == InB->second;
}

} // namespace memtrace
