"""What the API refuses and JSON Schema cannot say: bodies with one of these faults are not sent as valid ones.

Each rule has its reason. A finding of schemathesis is mended, or stands here; the run fails for any other.
"""

import json
import re
from pathlib import Path

import schemathesis

ENGINES = Path(__file__).parents[3] / "engines"
MANIFESTS = [json.loads(path.read_text()) for path in ENGINES.glob("*/manifest.json")]
MAIN_FILES = {language["id"]: language["mainFile"] for manifest in MANIFESTS for language in manifest["languages"]}


def names_of(body):
    files = body.get("files") if isinstance(body, dict) else None
    if not isinstance(files, list):
        return []
    names = [file.get("name") for file in files if isinstance(file, dict)]
    return [name for name in names if isinstance(name, str)]


def same_name_twice(body):
    """Items can be unique as a whole (uniqueItems), not by one of their fields."""
    names = names_of(body)
    return len(set(names)) < len(names)


def file_and_folder(body):
    """No keyword compares one item with another."""
    names = names_of(body)
    return any(other.startswith(f"{name}/") for name in names for other in names)


def main_file(body):
    """Which name is the program's own depends on the language, and folders of that name are refused too."""
    language = body.get("language", "python") if isinstance(body, dict) else None
    # A body that was made to be refused can have a list there.
    main = MAIN_FILES.get(language) if isinstance(language, str) else None
    return main is not None and any(name == main or name.startswith(f"{main}/") for name in names_of(body))


def long_name(body):
    """maxLength counts code points; a name has 255 units of UTF-16 at most, as JavaScript counts."""
    return any(len(name.encode("utf-16-le", "surrogatepass")) // 2 > 255 for name in names_of(body))


RULES = [same_name_twice, file_and_folder, main_file, long_name]


@schemathesis.hook
def filter_body(context, body):
    return not any(rule(body) for rule in RULES)


def unlike_the_pattern(case):
    """The tool fills headers with values that their own pattern refuses."""
    return re.fullmatch(r'"[0-9]{1,9}"', (case.headers or {}).get("if-match", "")) is None


def always(case):
    return True


# What the API says of a field, where no schema can tell such a value from a good one: its place, its words, and when that is no fault.
BEYOND = [
    # A text that is no `next` of a page: cursors are opaque, and any text could be one.
    (r"cursor", r".*", always),
    (r"if-match", r"Expected the ETag.*", unlike_the_pattern),
    # Items can be unique as a whole, not by one of their fields; and the hook on bodies is not asked in the phase of coverage.
    (r"files\.\d+\.name", r"must be unique.*", always),
    (r"files\.\d+\.name", r"must not be a file and a folder.*", always),
    (r"tags", r"must be unique.*", always),
    (r"scopes", r".*unique.*", always),
    # A time in the past, or on a day that no calendar has, is written as a good one.
    (r"expires_at", r"must be in the future|Expected an integer", always),
    # A link made of a field that is null, such as the snippet of a run of none, leads to None.
    (r"id", r"Expected a GUID", lambda case: "None" in map(str, (case.path_parameters or {}).values())),
    # An administrator's own id is as good as any.
    (r"id", r"is your own.*", always),
]


def is_beyond(case, error):
    place = ".".join(str(part) for part in error["path"])
    return any(
        re.fullmatch(path, place) and re.fullmatch(message, error["message"], re.S) and holds(case)
        for path, message, holds in BEYOND
    )


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure counts: one that only says that a value was refused for what stands in BEYOND does not."""
    if type(failure).__name__ == "EnsureResourceAvailability" and case.path.endswith("/restore"):
        # What was just made was not deleted, so there is nothing to restore.
        return False
    if type(failure).__name__ == "UseAfterFree" and case.path.startswith(("/snippets/{id}", "/shared/{slug}")):
        # A deleted program can be restored for 30 days, so its owner still sees it.
        return False
    if type(failure).__name__ != "RejectedPositiveData" or response.status_code != 400:
        return True
    errors = json.loads(response.content).get("errors", [])
    return not errors or not all(is_beyond(case, error) for error in errors)
