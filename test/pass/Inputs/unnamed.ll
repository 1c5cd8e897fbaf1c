; SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
;
; unnamed.ll: two functions without a name, of one source line.
target triple = "x86_64-pc-linux-gnu"

declare void @external(i32)

define internal void @0() noinline !dbg !4 {
  call void @external(i32 1), !dbg !7
  call void @external(i32 2), !dbg !8
  ret void
}

define internal void @1() noinline !dbg !9 {
  call void @external(i32 3), !dbg !10
  call void @external(i32 4), !dbg !11
  ret void
}

define void @both() {
  call void @0()
  call void @1()
  ret void
}

!llvm.dbg.cu = !{!0}
!llvm.module.flags = !{!2, !3}
!0 = distinct !DICompileUnit(language: DW_LANG_C99, file: !1, emissionKind: FullDebug)
!1 = !DIFile(filename: "unnamed.c", directory: "/source")
!2 = !{i32 2, !"Debug Info Version", i32 3}
!3 = !{i32 7, !"Dwarf Version", i32 5}
!4 = distinct !DISubprogram(name: "f", file: !1, line: 1, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!5 = !DISubroutineType(types: !6)
!6 = !{null}
!7 = !DILocation(line: 2, column: 1, scope: !4)
!8 = !DILocation(line: 3, column: 1, scope: !4)
!9 = distinct !DISubprogram(name: "f", file: !1, line: 1, type: !5, unit: !0, spFlags: DISPFlagDefinition)
!10 = !DILocation(line: 4, column: 1, scope: !9)
!11 = !DILocation(line: 3, column: 1, scope: !9)
