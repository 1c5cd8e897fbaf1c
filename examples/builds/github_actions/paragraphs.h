// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// paragraphs.h: the paragraphs of a text, one at a time.
#ifndef PARAGRAPHS_H
#define PARAGRAPHS_H

#include <istream>
#include <string>

// The lines up to the next empty one, with a blank between them. False at the
// end of the text.
bool next_paragraph(std::istream &text, std::string &paragraph);

#endif
