// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Plugin.cpp: where the two passes stand in clang's pipelines.
//
// Marks must be made before anything is inlined or merged; rewriting comes
// after all optimizations, so that it hinders none and sees only what is left.
// Both points are reached at -O0 to -O3 and in the compile steps of both LTOs.
#include "LLVMCompat.h"
#include "Mark.h"
#include "Rewrite.h"

#include "llvm/Passes/PassBuilder.h"

using namespace llvm;

static void registerPasses(PassBuilder &Builder) {
  // The callbacks' parameters grow with LLVM.
  Builder.registerPipelineStartEPCallback(
      [](ModulePassManager &Passes, auto &&...) {
        Passes.addPass(memtrace::MarkPass());
      });
  Builder.registerOptimizerLastEPCallback(
      [](ModulePassManager &Passes, auto &&...) {
        Passes.addPass(memtrace::RewritePass());
      });
}

extern "C" LLVM_EXTERNAL_VISIBILITY PassPluginLibraryInfo
llvmGetPassPluginInfo() {
  PassPluginLibraryInfo Info = {};
  Info.APIVersion = LLVM_PLUGIN_API_VERSION;
  Info.PluginName = "MemTrace";
  Info.PluginVersion = MEMTRACE_VERSION;
  Info.RegisterPassBuilderCallbacks = registerPasses;
  return Info;
}
