// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// trigrams: a Python module that finds lines by any three letters in them.
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <map>
#include <new>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Index = std::map<std::string, std::vector<int>, std::less<>>;

Index *index_of(PyObject *capsule) {
  return static_cast<Index *>(PyCapsule_GetPointer(capsule, "trigrams"));
}

void forget(PyObject *capsule) { delete index_of(capsule); }

void add_line(Index &index, std::string_view line, int number) {
  for (size_t at = 0; at + 3 <= line.size(); ++at) {
    std::vector<int> &lines = index[std::string(line.substr(at, 3))];
    if (lines.empty() || lines.back() != number)
      lines.push_back(number);
  }
}

// build(list of lines) -> index
PyObject *build(PyObject *, PyObject *lines) {
  if (!PyList_Check(lines))
    return PyErr_Format(PyExc_TypeError, "a list of lines is wanted");
  try {
    PyObject *capsule = PyCapsule_New(new Index, "trigrams", forget);
    for (Py_ssize_t i = 0; capsule && i < PyList_Size(lines); ++i) {
      Py_ssize_t size;
      const char *line =
          PyUnicode_AsUTF8AndSize(PyList_GetItem(lines, i), &size);
      if (line)
        add_line(*index_of(capsule), {line, static_cast<size_t>(size)},
                 static_cast<int>(i));
      else
        Py_CLEAR(capsule);
    }
    return capsule;
  } catch (const std::bad_alloc &) {
    return PyErr_NoMemory();
  }
}

// find(index, three letters) -> list of the lines' numbers
PyObject *find(PyObject *, PyObject *arguments) {
  PyObject *capsule;
  const char *letters;
  if (!PyArg_ParseTuple(arguments, "Os", &capsule, &letters))
    return nullptr;
  const Index *index = index_of(capsule);
  PyObject *result = index ? PyList_New(0) : nullptr;
  auto found =
      result ? index->find(std::string_view(letters)) : Index::const_iterator();
  if (!result || found == index->end())
    return result;
  for (int number : found->second) {
    PyObject *object = PyLong_FromLong(number);
    if (!object || PyList_Append(result, object) != 0)
      Py_CLEAR(result);
    Py_XDECREF(object);
    if (!result)
      break;
  }
  return result;
}

PyMethodDef functions[] = {
    {"build", build, METH_O, "An index of a list of lines."},
    {"find", find, METH_VARARGS, "The numbers of lines with three letters."},
    {nullptr, nullptr, 0, nullptr}};

PyModuleDef module = {PyModuleDef_HEAD_INIT,
                      "trigrams",
                      nullptr,
                      -1,
                      functions,
                      nullptr,
                      nullptr,
                      nullptr,
                      nullptr};

} // namespace

PyMODINIT_FUNC PyInit_trigrams() { return PyModule_Create(&module); }
