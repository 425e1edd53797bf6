"""Chooses versions of packages that fit together, by resolvelib and packaging, for the interpreter that this runs in."""

import json
import sys
import zipfile

import resolvelib
from packaging.markers import default_environment
from packaging.metadata import parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename
from packaging.version import Version

VERSION = ".".join(map(str, sys.version_info[:3]))
ENVIRONMENT = default_environment()

MAXIMUM_METADATA = 4 << 20
"""Most bytes of a wheel's METADATA, which has the text of a README."""

MAXIMUM_REASONS = 3
"""Most files of a package that a message names."""


class Needed(Exception):
    """Something that has to be fetched before the resolution can go on."""

    def __init__(self, **what):
        self.what = what


class Candidate:
    def __init__(self, name, version, files, extras):
        self.name = name
        self.version = version
        self.file = files[0]
        self.extras = extras


class Resolver:
    """Answers what it still needs, until it has all. What it was told is kept from one try to the next."""

    def __init__(self, platform, requested, preferred):
        tags = [*cpython_tags(sys.version_info[:2], platforms=[platform])]
        tags += compatible_tags(sys.version_info[:2], platforms=[platform])
        self.ranks = {tag: rank for rank, tag in enumerate(dict.fromkeys(tags))}
        self.requested = [self.requirement(text) for text in requested]
        self.preferred = preferred
        self.versions = {}
        self.dependencies = {}
        self.needed = {}
        self.unusable = {}

    def requirement(self, text):
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            raise ValueError(f"{text!r} is not a package as pip knows them: {str(error).splitlines()[0]}") from None
        if requirement.url is not None:
            raise ValueError(f"{text!r} names an address; packages come from the index")
        return requirement

    def refuse(self, name, filename, error):
        """Records why a file of a package cannot be used."""
        fault = (str(error).splitlines() or [type(error).__name__])[0]
        self.unusable.setdefault(name, []).append(f"{filename[:100]} cannot be used: {fault[:200]}")

    def rank(self, name, file):
        """The version and rank of a file, or None where it does not fit this interpreter."""
        if file.get("yanked"):
            return None
        try:
            _, version, _, tags = parse_wheel_filename(file["filename"])
            asked = file.get("requires-python")
            if asked and not SpecifierSet(asked).contains(VERSION, prereleases=True):
                return None
        except (InvalidWheelFilename, InvalidSpecifier) as error:
            if file["filename"].endswith(".whl"):
                self.refuse(name, file["filename"], error)
            return None
        ranks = [self.ranks[tag] for tag in tags if tag in self.ranks]
        return (version, min(ranks)) if ranks else None

    def add_index(self, name, files, unusable):
        """Takes the files that the index has of a package, and what is wrong with others that it lists."""
        self.unusable[name] = [*unusable]
        versions = {}
        for file in files:
            ranked = self.rank(name, file)
            if ranked is not None:
                versions.setdefault(ranked[0], []).append((ranked[1], file))
        self.versions[name] = {
            version: [file for _, file in sorted(ranked, key=lambda one: one[0])]
            for version, ranked in versions.items()
        }

    def add_metadata(self, filename, text):
        """Takes the metadata of a wheel, as its file METADATA or the index has it. A file with faults in it is left out."""
        try:
            self.dependencies[filename] = self.read_metadata(filename, text)
        except ValueError as error:
            self.leave_out(filename, error)

    def read_metadata(self, filename, text):
        raw, _ = parse_email(text)
        _, version, _, _ = parse_wheel_filename(filename)
        told = raw.get("version")
        if told is not None and Version(told) != version:
            raise ValueError(f"its METADATA is that of version {told}")
        requirements = []
        for line in raw.get("requires_dist", []):
            try:
                requirement = Requirement(line)
                # A marker can be well written, and compare what cannot be compared.
                if requirement.marker is not None:
                    requirement.marker.evaluate({**ENVIRONMENT, "extra": ""})
            except ValueError as error:
                raise ValueError(f"Requires-Dist {line!r}: {str(error).splitlines()[0]}") from None
            requirements.append(requirement)
        return requirements

    def leave_out(self, filename, error):
        """Goes on as if the index did not list a file."""
        name = canonicalize_name(parse_wheel_filename(filename)[0])
        self.refuse(name, filename, error)
        left = {
            version: [file for file in files if file["filename"] != filename]
            for version, files in self.versions[name].items()
        }
        self.versions[name] = {version: files for version, files in left.items() if files}

    def add_wheel(self, filename, path):
        """Takes the metadata of a wheel from the wheel."""
        try:
            text = self.metadata_of(path)
        except (ValueError, zipfile.BadZipFile) as error:
            self.leave_out(filename, error)
        else:
            self.add_metadata(filename, text)

    def metadata_of(self, path):
        with zipfile.ZipFile(path) as wheel:
            name = next(
                (one for one in wheel.namelist() if one.endswith(".dist-info/METADATA") and one.count("/") == 1), None
            )
            if name is None:
                raise ValueError("it has no METADATA")
            with wheel.open(name) as file:
                text = file.read(MAXIMUM_METADATA + 1)
            if len(text) > MAXIMUM_METADATA:
                raise ValueError(f"its METADATA has more than the {MAXIMUM_METADATA >> 20} MB that it may have")
            return text

    def add_dependencies(self, filename, names):
        """Takes the names of the packages that a file needs, where nothing else is known of them."""
        self.dependencies[filename] = [Requirement(name) for name in names]

    def resolve(self):
        """Answers, as JSON, what is needed next, or the files that were chosen, or why there are none."""
        try:
            result = resolvelib.Resolver(Provider(self), resolvelib.BaseReporter()).resolve(
                self.requested, max_rounds=2_000
            )
        except Needed as needed:
            return json.dumps({"type": "needed", **needed.what})
        except resolvelib.ResolutionImpossible as error:
            return json.dumps({"type": "impossible", "reason": self.reason(error.causes)})
        except resolvelib.ResolutionTooDeep:
            absent = [self.absence(name) for name, versions in self.versions.items() if not versions]
            lines = absent or ["too many versions were tried: ask for a certain version of some"]
            return json.dumps({"type": "impossible", "reason": "; ".join(lines)})
        chosen = sorted(result.mapping.values(), key=lambda one: one.name)
        return json.dumps(
            {
                "type": "chosen",
                "packages": [{"name": one.name, "version": str(one.version), "file": one.file} for one in chosen],
            }
        )

    def absence(self, name):
        by = sorted(self.needed.get(name, ()))
        needed = f", and {' and '.join(by)} needs it" if by else ""
        return f"the index has no file of {name} for this Python{needed}{self.faults(name)}"

    def faults(self, name):
        """What was wrong with files of a package, as the end of a sentence about it."""
        told = self.unusable.get(name, [])
        more = len(told) - MAXIMUM_REASONS
        return "".join(f"; {one}" for one in told[:MAXIMUM_REASONS]) + (f"; and {more} more" if more > 0 else "")

    def reason(self, causes):
        lines = []
        for cause in causes:
            name = canonicalize_name(cause.requirement.name)
            asked = f"{cause.requirement} is asked for" + (
                f" by {cause.parent.name} {cause.parent.version}" if cause.parent else ""
            )
            if not self.versions.get(name):
                lines.append(self.absence(name))
            else:
                newest = ", ".join(map(str, sorted(self.versions[name], reverse=True)[:5]))
                lines.append(f"{asked}: for this Python there are {newest}{self.faults(name)}")
        return "; ".join(dict.fromkeys(lines))


class Provider(resolvelib.AbstractProvider):
    def __init__(self, given):
        self.given = given

    def identify(self, requirement_or_candidate):
        return canonicalize_name(requirement_or_candidate.name)

    def get_preference(self, identifier, resolutions, candidates, information, backtrack_causes):
        causes = any(identifier == self.identify(cause.requirement) for cause in backtrack_causes)
        return (not causes, identifier)

    def find_matches(self, identifier, requirements, incompatibilities):
        given = self.given
        if identifier not in given.versions:
            raise Needed(index=identifier)
        asked = list(requirements[identifier])
        specifier = SpecifierSet()
        for requirement in asked:
            specifier &= requirement.specifier
        extras = frozenset().union(*(requirement.extras for requirement in asked))
        bad = {candidate.version for candidate in incompatibilities[identifier]}
        versions = given.versions[identifier]
        fitting = sorted((one for one in specifier.filter(versions) if one not in bad), reverse=True)
        # What was chosen before stays, where it can.
        before = given.preferred.get(identifier)
        fitting.sort(key=lambda version: str(version) != before)
        return [Candidate(identifier, version, versions[version], extras) for version in fitting]

    def is_satisfied_by(self, requirement, candidate):
        return requirement.extras <= candidate.extras and requirement.specifier.contains(
            candidate.version, prereleases=True
        )

    def get_dependencies(self, candidate):
        filename = candidate.file["filename"]
        if filename not in self.given.dependencies:
            raise Needed(metadata=candidate.file)
        for requirement in self.given.dependencies[filename]:
            marker = requirement.marker
            if marker is None or any(
                marker.evaluate({**ENVIRONMENT, "extra": extra}) for extra in ("", *candidate.extras)
            ):
                self.given.needed.setdefault(canonicalize_name(requirement.name), set()).add(candidate.name)
                yield requirement
