# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
from setuptools import Extension, setup

setup(
    name="trigrams",
    version="1.0",
    ext_modules=[
        Extension("trigrams", ["trigrams.cpp"],
                  extra_compile_args=["-std=c++17"])],
)
