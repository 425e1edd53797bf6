"""The part of pytest that the corpora use, of our own writing. Run as a program it runs the tests of the modules that it is given."""

import importlib
import re
import sys

use_correct = True
run_slow = True


class Skipped(Exception):
    pass


def skip(reason=""):
    raise Skipped(reason)


class approx:
    def __init__(self, expected, abs=None, rel=None):
        self.expected, self.abs, self.rel = expected, abs, rel

    def __eq__(self, actual):
        bound = max(self.abs or (0 if self.rel else 1e-12), (self.rel or (0 if self.abs else 1e-6)) * abs(self.expected))
        return abs(actual - self.expected) <= bound


class raises:
    def __init__(self, kind, match=None):
        self.kind, self.match = kind, match

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            raise AssertionError(f"did not raise {self.kind}")
        return issubclass(kind, self.kind) and (self.match is None or re.search(self.match, str(error)) is not None)


class mark:
    @staticmethod
    def task(**_):
        return lambda test: test

    @staticmethod
    def parametrize(names, rows):
        names = [name.strip() for name in names.split(",")] if isinstance(names, str) else names

        def decorate(test):
            test.cases = [dict(zip(names, row if len(names) > 1 else [row])) for row in rows]
            return test

        return decorate


def main(modules):
    passed = ran = 0
    for module in modules:
        for name, test in vars(importlib.import_module(module)).items():
            if not name.startswith("test") or not callable(test):
                continue
            for number, case in enumerate(getattr(test, "cases", [{}])):
                try:
                    ran += 1
                    test(**case)
                    passed += 1
                except Skipped:
                    ran -= 1
                except Exception as error:
                    print("not ok", name, number)
                    print(name, number, repr(error), file=sys.stderr)
    print(f"# {passed} of {ran} pass")
    sys.exit(passed < ran)
