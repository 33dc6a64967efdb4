"""A run of two small studies, the claims about it, and a reference that it is held against."""

import copy
import json

import yaml

from pairwright.reproduce.evidence import Results

OWN, ANOTHER = "a" * 64, "b" * 64
SETTINGS = {"seed": 1, "cutoff": {"scheme": "shift", "radius_A": 12.0}}

FILES = {
    "database/summary.json": {"database": {"sha256": OWN}},
    "fits/simplex/fit.json": {
        "parameters": {"sigma": {"value": 3.4}, "epsilon": {"value": 0.0104}},
        "optimiser": {"iterations": 28, "method": "simplex"},
    },
    "autodiff/root.json": {"root": [1.1169, 0.8295], "forces": [[0.5, -1.0], [0.25, 2.0]]},
    "literate/record.json": {
        "blocks": [
            {"name": "first", "kind": "example", "value": "True"},
            {"name": "second", "kind": "example", "value": None},
            {"name": "module", "kind": "definition", "value": None},
        ]
    },
}
TABLES = {
    "timing/measurements.csv": (
        "way,quantity,median_s\nase,energy,0.4\nours,energy,0.02\nlate,energy,\n"
    ),
    "fits/simplex/predictions.csv": "structure,one,other\nfcc,1.0,1.5\nfcc,2.0,1.5\nsc,1.0,1.0\n",
    "literate/doctest.tsv": "document\tline\n",
}
NAMES = [*FILES, *TABLES]

SIGMA = {"file": "fits/simplex/fit.json", "key": "parameters/sigma/value"}
ITERATIONS = {"file": "fits/simplex/fit.json", "key": "optimiser/iterations"}
TIMES = [
    {"file": "timing/measurements.csv", "where": {"way": way}, "column": "median_s"}
    for way in ("ase", "ours")
]

CLAIMS = {
    "sources": {
        "post": {
            "title": "A post",
            "authors": "Somebody",
            "year": 2017,
            "where": "a blog",
            "read": "whole",
        }
    },
    "conditions": {
        "shipped": {
            "file": "database/summary.json",
            "key": "database/sha256",
            "equals": OWN,
            "otherwise": "another database",
        },
        "usual-cutoff": {
            "setting": "cutoff/radius_A",
            "equals": 12.0,
            "otherwise": "another cutoff",
        },
    },
    "claims": [
        {
            "id": "fit.sigma",
            "source": "post",
            "statement": "sigma is 3.4 Å.",
            "value": 3.41,
            "unit": "Å",
            "ours": SIGMA,
            "tolerance": {"relative": 0.01},
            "why": "One per cent.",
            "needs": ["shipped", "usual-cutoff"],
            "expected": "reproduced",
        },
        {
            "id": "fit.iterations",
            "source": "post",
            "statement": "It takes 53 iterations.",
            "value": 53,
            "unit": "iterations",
            "ours": ITERATIONS,
            "why": "A count.",
            "expected": "not comparable",
            "explanation": "The data are not public.",
        },
        {
            "id": "timing.ratio",
            "source": "post",
            "statement": "Ours is no faster.",
            "value": {"at_most": 1},
            "unit": "times",
            "ours": {"ratio": TIMES},
            "why": "The claim itself.",
            "expected": "differs",
            "explanation": "It has improved.",
        },
        {
            "id": "autodiff.root",
            "source": "post",
            "statement": "The root is (1.117, 0.83).",
            "value": [1.117, 0.83],
            "unit": "",
            "ours": {"file": "autodiff/root.json", "key": "root"},
            "tolerance": {"absolute": 0.0006},
            "why": "Three decimals.",
            "expected": "reproduced",
        },
    ],
}

STUDIES = [
    {
        "study": "fits",
        "needs": ["shipped"],
        "groups": [
            {
                "file": "fits/*/fit.json",
                "keys": ["parameters/*/value", "optimiser/*"],
                "tolerance": {"relative": 0.001},
                "why": "A fit.",
            }
        ],
    },
    {
        "study": "autodiff",
        "groups": [
            {
                "file": "autodiff/root.json",
                "keys": ["root/*"],
                "tolerance": {"absolute": 0.001},
                "why": "A root.",
            }
        ],
    },
]


def claims():
    """Return the claims, to be changed at will."""
    return copy.deepcopy(CLAIMS)


def write_run(folder, changes=None):
    """Write the result files, some with another content, and return the results they are."""
    return write_files(folder, {**FILES, **TABLES, **(changes or {})})


def write_files(folder, contents):
    """Write files by name, JSON or text as it is, and return the results they are."""
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
    return Results({name: folder / name for name in contents})


def write_claims(path, content):
    """Write claims as YAML and return the path."""
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
    return path
