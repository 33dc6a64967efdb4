"""A configuration file of what differs from the shipped one, each line with its reason."""

from typing import Any

import yaml

from pairwright.config import Config, documented_keys, lookup, validated
from pairwright.onboarding.choices import Choice
from pairwright.onboarding.shipped import defaults, shipped


def differing(choices: list[Choice]) -> list[Choice]:
    """Return the choices that must be written down, wherever the workflow is run, in its order."""
    order = [key for key, _ in documented_keys()]
    return [
        choice
        for choice in sorted(choices, key=lambda choice: order.index(choice.key))
        if any(choice.value != lookup(config, choice.key) for config in (shipped(), defaults()))
    ]


def applied(choices: list[Choice]) -> Config:
    """Return the complete configuration with the choices made."""
    config: dict[str, Any] = {}
    for choice in choices:
        *sections, key = choice.key.split(".")
        section = config
        for name in sections:
            section = section.setdefault(name, {})
        section[key] = choice.value
    return validated(config)


def configuration_text(name: str, choices: list[Choice]) -> str:
    """Return the YAML text of the choices that differ, with a comment above each key."""
    command = "pairwright init " + "".join(c if c.isprintable() else "?" for c in name)
    lines = [
        f"# Suggested by `{command}`: what differs from config.yaml, and why.",
        "# Every key is explained in docs/configuration.md.",
    ]
    open_sections: list[str] = []
    for choice in differing(choices):
        *sections, key = choice.key.split(".")
        shared = 0
        while shared < min(len(sections), len(open_sections)):
            if sections[shared] != open_sections[shared]:
                break
            shared += 1
        for depth in range(shared, len(sections)):
            lines += [""] if depth == 0 else []
            lines.append(f"{'  ' * depth}{sections[depth]}:")
        open_sections = sections
        lines += [] if sections else [""]
        indent = "  " * len(sections)
        lines.append(f"{indent}# {choice.why}")
        lines.append(f"{indent}{key}: {yaml_line(choice.value)}")
    return "\n".join([*lines, ""])


def yaml_line(value: Any) -> str:
    """Return a value as YAML in one line, which is read back as the same value."""
    text: str = yaml.safe_dump(
        value, default_flow_style=True, allow_unicode=True, width=10_000, explicit_end=False
    )
    return text.removesuffix("\n").removesuffix("\n...").strip()
