"""Runs the examples in the docstrings of one file, named by its path, as a module of the package that its folder is."""

import doctest
import importlib
import sys

module = importlib.import_module(sys.argv[1].removesuffix(".py").replace("/", "."))
failed, attempted = doctest.testmod(module)
print(f"# {attempted - failed} of {attempted} pass")
sys.exit(failed > 0)
