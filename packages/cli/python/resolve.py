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

VERSION = ".".join(map(str, sys.version_info[:3]))
ENVIRONMENT = default_environment()


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

    def requirement(self, text):
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            raise ValueError(f"{text!r} is not a package as pip knows them: {str(error).splitlines()[0]}") from None
        if requirement.url is not None:
            raise ValueError(f"{text!r} names an address; packages come from the index")
        return requirement

    def rank(self, file):
        """The version and rank of a file, or None where it does not fit this interpreter."""
        if file.get("yanked"):
            return None
        try:
            _, version, _, tags = parse_wheel_filename(file["filename"])
            asked = file.get("requires-python")
            if asked and not SpecifierSet(asked).contains(VERSION, prereleases=True):
                return None
        except InvalidWheelFilename, InvalidSpecifier:
            return None
        ranks = [self.ranks[tag] for tag in tags if tag in self.ranks]
        return (version, min(ranks)) if ranks else None

    def add_index(self, name, files):
        """Takes the files that the index has of a package."""
        versions = {}
        for file in files:
            ranked = self.rank(file)
            if ranked is not None:
                versions.setdefault(ranked[0], []).append((ranked[1], file))
        self.versions[name] = {
            version: [file for _, file in sorted(ranked, key=lambda one: one[0])]
            for version, ranked in versions.items()
        }

    def add_metadata(self, filename, text):
        """Takes the metadata of a wheel, as its file METADATA or the index has it."""
        raw, _ = parse_email(text)
        self.dependencies[filename] = [Requirement(one) for one in raw.get("requires_dist", [])]

    def add_wheel(self, filename, path):
        """Takes the metadata of a wheel from the wheel."""
        with zipfile.ZipFile(path) as wheel:
            name = next(
                (one for one in wheel.namelist() if one.endswith(".dist-info/METADATA") and one.count("/") == 1), None
            )
            if name is None:
                raise ValueError(f"{filename} has no METADATA")
            self.add_metadata(filename, wheel.read(name))

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
        return f"the index has no file of {name} for this Python" + (f", and {' and '.join(by)} needs it" if by else "")

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
                lines.append(f"{asked}: for this Python there are {newest}")
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
