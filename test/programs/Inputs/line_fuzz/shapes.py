# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# shapes.py: what programs are made of, and how often each is wanted.
import cxx
import escapes
import statements
import system
import wrappers

# Statements: those that call nothing of the program, those that call one
# function, those with a body.
LEAVES = {
    statements.Allocate: 3, statements.AllocateAligned: 1,
    statements.AllocatePlain: 4, statements.Either: 1,
    statements.CallWrapper: 9, statements.MakeBy: 2, system.ThreadPlain: 1,
    system.Yield: 1, escapes.Jump: 2, escapes.Throw: 4, cxx.Container: 4}
CALLS = {
    statements.Call: 7, statements.CallBetween: 3, statements.Recurse: 1,
    escapes.LandPlain: 1, escapes.CatchPlain: 1, system.Signal: 1}
NESTS = {
    statements.Repeat: 1, escapes.Land: 2, escapes.Try: 5, escapes.Guard: 2,
    system.Compare: 2, system.Thread: 1, system.RunFiber: 1, cxx.Inside: 4,
    cxx.InsideThenAllocate: 4}
TAILS = [escapes.Tail, escapes.TailMust, escapes.TailIndirect,
         escapes.TailPlain]
SHAPES = [wrappers.Returning] * 4 + [
    wrappers.ReturningFromStruct, wrappers.ReturningFromOut, wrappers.Out,
    wrappers.OutFromOut, wrappers.OutFromLocal, wrappers.Resizing,
    wrappers.ResizingByMalloc, wrappers.Text, wrappers.TextByText,
    wrappers.Pool, wrappers.Factory, wrappers.Keeper]
# What has no statement or wrapper of its own.
OTHER = {
    "Pair", "Early",
    "AfterForeignCatch",  # a plain library catches, and then allocates
    "OutAcross",          # hands its out-parameter to another file
    "TextAcross"}         # hands its string to another file
NAMES = sorted({shape.__name__ for shape in
                [*LEAVES, *CALLS, *NESTS, *TAILS, *SHAPES]} | OTHER)
