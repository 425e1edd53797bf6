"""Runs the tests of the modules that are named as arguments, and says how many pass."""

import importlib
import sys
import unittest

suite = unittest.TestSuite()
for name in sys.argv[1:]:
    suite.addTests(unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(name)))


class Result(unittest.TextTestResult):
    def startTest(self, test):
        super().startTest(test)
        self.seen = getattr(self, "seen", 0) + 1


result = unittest.TextTestRunner(stream=sys.stderr, resultclass=Result).run(suite)
lost = sorted(str(test) for test, _ in result.failures + result.errors)
for test in lost:
    print("not ok", test)
print(f"# {result.testsRun - len(lost)} of {result.testsRun} pass")
sys.exit(len(lost) > 0 or result.testsRun == 0)
