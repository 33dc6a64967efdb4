"""Whether an RO-Crate describes an archive: proper JSON-LD, every file there, all links resolved.

Nothing is fetched: the terms that JSON-LD may use are those of the RO-Crate context that the
``rocrate`` package brings.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any
from urllib.parse import quote, unquote, urlparse

from rocrate import vocabs
from rocrate.rocrate import ROCrate

from pairwright.reproduce.crate import METADATA, PROFILES, RO_CRATE

Entities = dict[str, Mapping[str, Any]]
CONTEXT = f"https://w3id.org/ro/crate/{RO_CRATE}/context"
ROOT = "./"


def crate_findings(content: Any, names: Sequence[str]) -> list[str]:
    """Return what is wrong with the description of an archive with these members; [] if nothing.

    ``content`` is that of ro-crate-metadata.json. Its graph must be flat, its terms known, its
    references resolved, its root and run as the profile Workflow Run Crate has them, and its files
    the archive's.
    """
    try:
        findings = list(_graph_findings(content))
        if findings:
            return findings
        entities = {entity["@id"]: entity for entity in content["@graph"]}
        findings = [*_profile_findings(entities), *_file_findings(entities, names)]
        return findings or _reader_findings(content)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return [f"is not a graph of entities ({type(error).__name__}: {error})"]


def file_entities(content: Any) -> dict[str, Mapping[str, Any]]:
    """Return the entities of files of a checked description, by the name of the member."""
    found = (entity for entity in content["@graph"] if "File" in _listed(entity["@type"]))
    return {unquote(entity["@id"]): entity for entity in found}


def _graph_findings(content: Any) -> Iterator[str]:
    """Yield what no JSON-LD of ours has."""
    if not isinstance(content, Mapping) or not isinstance(content.get("@graph"), list):
        yield "is not JSON-LD with a @graph"
        return
    if _listed(content.get("@context")) != [CONTEXT]:
        yield f"has another @context than {CONTEXT}"
    known = vocabs.RO_CRATE["@context"]
    identifiers = Counter(str(entity.get("@id")) for entity in content["@graph"])
    for identifier in sorted(name for name, number in identifiers.items() if number > 1):
        yield f"describes {identifier} twice"
    for entity in content["@graph"]:
        identifier, types = entity.get("@id"), _listed(entity.get("@type"))
        if not isinstance(identifier, str) or not types or not all(t in known for t in types):
            yield f"{identifier}: has no @id, or no known @type"
        for term, value in entity.items():
            if not term.startswith("@") and term not in known:
                yield f"{identifier}: {term} is no term of RO-Crate {RO_CRATE}"
            for reference in _references(value):
                if reference not in identifiers and not urlparse(reference).scheme:
                    yield f"{identifier}: {term} refers to {reference}, which is not described"


def _references(value: Any) -> list[str]:
    return [item["@id"] for item in _listed(value) if isinstance(item, Mapping)]


def _profile_findings(entities: Entities) -> Iterator[str]:
    """Yield what the profile asks of the root, the workflow and the run, and is not there."""
    if _references(entities.get(METADATA, {}).get("about")) != [ROOT] or ROOT not in entities:
        yield f"has no {METADATA} that is about {ROOT}"
        return
    root = entities[ROOT]
    for term in ("name", "description", "datePublished", "license", "mainEntity", "mentions"):
        if not root.get(term):
            yield f"{ROOT}: has no {term}"
    for profile in PROFILES:
        if profile not in _references(root.get("conformsTo")):
            yield f"{ROOT}: does not conform to {profile}"
    workflows = _references(root.get("mainEntity"))
    for name in workflows:
        if "ComputationalWorkflow" not in _listed(entities[name]["@type"]):
            yield f"{name}: is the main entity, and no ComputationalWorkflow"
    runs = [entities[name] for name in _references(root.get("mentions"))]
    if not any("CreateAction" in _listed(run["@type"]) for run in runs):
        yield f"{ROOT}: mentions no CreateAction"
    for run in runs:
        if _references(run.get("instrument")) != workflows or not _references(run.get("result")):
            yield f"{run['@id']}: is no run of the workflow with results"


def _file_findings(entities: Entities, names: Sequence[str]) -> Iterator[str]:
    """Yield which files are not described, or not there, or not part of the whole."""
    described = {key for key, entity in entities.items() if "File" in _listed(entity["@type"])}
    packed = {quote(name) for name in names if name != METADATA}
    parts = set(_references(entities[ROOT].get("hasPart")))
    for key in sorted(packed - described):
        yield f"{unquote(key)}: is in the archive and not described"
    for key in sorted(described - packed):
        yield f"{unquote(key)}: is described and not in the archive"
    for key in sorted(described - parts):
        yield f"{unquote(key)}: is described and no part of {ROOT}"


def _reader_findings(content: Mapping[str, Any]) -> list[str]:
    """Return what the rocrate package says against the description."""
    try:
        ROCrate(deepcopy(dict(content)))  # it takes apart what it is given
    except (AssertionError, AttributeError, KeyError, TypeError, ValueError) as error:
        return [f"is not read by the rocrate package ({error})"]
    return []


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
