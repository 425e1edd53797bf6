"""Runs the tests of one module of CPython's own suite and tells of each on a line of its own, marked by a byte that no test
prints. Arguments: the module, then tests to leave out."""

import importlib.util, json, os, sys, types, unittest

name, *left_out = sys.argv[1:]

# CPython's modules for its own tests are in the build; programs are not to find them, these tests are.
for module in sys.builtin_module_names:
    if module.startswith("_test") and sys.modules.get(module, ...) is None:
        del sys.modules[module]


class LeftOut:
    """Finds the implementations in Python that tests compare with those in C, and that the build leaves out."""

    def find_spec(self, name, path=None, target=None):
        file = f"/home/user/left_out/{name}.py"
        return importlib.util.spec_from_file_location(name, file) if os.path.exists(file) else None


sys.meta_path.append(LeftOut())

# Tests of translations compare with what CPython's tools make, which are in its source tree only; their package asks for processes.
tools = types.ModuleType("test.test_tools")
tools.toolsdir = "/nonexistent"


def skip_if_missing(*tool):
    raise unittest.SkipTest("CPython's tools are not there")


tools.skip_if_missing = skip_if_missing
sys.modules["test.test_tools"] = tools


def tell(*message):
    os.write(1, b"\n\x1e" + json.dumps(message).encode() + b"\n")


class Telling(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.outcome = ("passed", "")
        tell("started", test.id())

    def stopTest(self, test):
        super().stopTest(test)
        outcome, reason = self.outcome
        tell(outcome, test.id(), reason)

    def note(self, test, outcome, reason):
        if isinstance(test, unittest.TestCase):
            self.outcome = (outcome, reason)
        else:
            # A fixture of a class or of a module.
            tell("fixture", test.id(), reason)

    def addError(self, test, error):
        self.note(test, "failed", self._exc_info_to_string(error, test))

    def addFailure(self, test, error):
        self.note(test, "failed", self._exc_info_to_string(error, test))

    def addSubTest(self, test, subtest, error):
        if error is not None and self.outcome[0] != "failed":
            self.outcome = ("failed", f"{subtest._subDescription()}\n{self._exc_info_to_string(error, test)}")

    def addSkip(self, test, reason):
        if isinstance(test, unittest.TestCase):
            # A subtest may be skipped within a test that fails.
            if self.outcome[0] == "passed":
                self.outcome = ("skipped", reason)
        else:
            tell("skipped", test.id(), reason)

    def addExpectedFailure(self, test, error):
        self.outcome = ("passed", "")

    def addUnexpectedSuccess(self, test):
        self.outcome = ("failed", "unexpected success")


def without(suite, names):
    """The suite in its own shape, so that the fixtures of classes and modules run as often as they should."""
    kept = type(suite)()
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            kept.addTest(without(test, names))
        elif test.id() not in names:
            kept.addTest(test)
    return kept


def main():
    os.makedirs("/tmp/work")
    os.chdir("/tmp/work")
    try:
        suite = unittest.defaultTestLoader.loadTestsFromName(f"test.{name}")
    except unittest.SkipTest as skip:
        tell("skipped", name, str(skip))
        return
    without(suite, frozenset(left_out)).run(Telling())


main()
tell("done")
