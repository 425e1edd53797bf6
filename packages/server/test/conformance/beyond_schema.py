"""What the API refuses and JSON Schema cannot say: bodies with one of these faults are not sent as valid ones.

Each rule has its reason. A finding of schemathesis is mended, or stands here; the run fails for any other.
"""

import json
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
    main = MAIN_FILES.get(body.get("language", "python")) if isinstance(body, dict) else None
    return main is not None and any(name == main or name.startswith(f"{main}/") for name in names_of(body))


def long_name(body):
    """maxLength counts code points; a name has 255 units of UTF-16 at most, as JavaScript counts."""
    return any(len(name.encode("utf-16-le", "surrogatepass")) // 2 > 255 for name in names_of(body))


RULES = [same_name_twice, file_and_folder, main_file, long_name]


@schemathesis.hook
def filter_body(context, body):
    return not any(rule(body) for rule in RULES)
