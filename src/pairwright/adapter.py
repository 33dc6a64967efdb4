"""One ``main`` for a script, called by Snakemake, from a shell, or from a test.

A script declares an :class:`Interface` (named inputs, outputs and parameters) and ends with::

    if __name__ == "__main__":
        INTERFACE.run(main, globals().get("snakemake"))

Under Snakemake the values come from the rule; in a shell they are options of the same names, and
parameters that are not given are read from the configuration file.
"""

import argparse
import contextlib
import logging
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from pairwright.errors import PairwrightError
from pairwright.interruption import MESSAGE, listen
from pairwright.seals import refuse_damaged, seal

if hasattr(sys.modules["__main__"], "snakemake"):
    # Before a script imports the rest, which takes a second or two.
    listen()

Main = Callable[[SimpleNamespace], None]
LOGGER = logging.getLogger("pairwright")


@dataclass(frozen=True)
class Interface:
    """The named inputs, outputs and parameters of a script, each with one line of help.

    ``params`` maps a name to the dotted key of config.yaml that gives its value in a shell, or to
    "" when the shell must give it. ``logs`` are further text files that a program writes about its
    work. ``lists`` names the inputs that hold several files, ``optional`` those that may be missing
    (None then). ``refusals`` are further exceptions whose message is for people.
    """

    description: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    logs: Mapping[str, str] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    refusals: tuple[type[Exception], ...] = ()

    def run(self, main: Main, snakemake: Any = None) -> None:
        """Call ``main`` with its arguments; end with status 1 and one line on bad input."""
        log_path = str(snakemake.log[0]) if snakemake is not None and snakemake.log else None
        _log_to(log_path)
        refusals: tuple[type[Exception], ...] = (PairwrightError, *self.refusals)
        try:
            if snakemake is None:
                main(self.from_shell())
            else:
                refuse_damaged(str(path) for path in snakemake.input)
                main(self.from_snakemake(snakemake))
                seal(str(path) for path in snakemake.output)
        except refusals as error:
            LOGGER.error("error: %s", error)
            sys.exit(1)
        except KeyboardInterrupt:
            LOGGER.error("error: %s", MESSAGE)
            sys.exit(130)
        except Exception:
            LOGGER.error("%s", traceback.format_exc())
            sys.exit(1)

    def from_snakemake(self, snakemake: Any) -> SimpleNamespace:
        """Collect the arguments from Snakemake's object."""
        values: dict[str, Any] = {}
        for name in self.inputs:
            value = getattr(snakemake.input, name)
            files = [str(item) for item in _listed(value)]
            values[name] = files if name in self.lists else next(iter(files), None)
        for name in self.outputs:
            values[name] = str(getattr(snakemake.output, name))
        for name in self.logs:
            values[name] = str(getattr(snakemake.log, name))
        for name in self.params:
            values[name] = getattr(snakemake.params, name)
        return SimpleNamespace(**values)

    def from_shell(self, argv: list[str] | None = None) -> SimpleNamespace:
        """Collect the arguments from the command line (and the configuration file)."""
        options = vars(self._parser().parse_args(argv))
        config_path = options.pop("config")
        if any(key and options[name] is None for name, key in self.params.items()):
            # Only a shell needs it: under Snakemake a job starts sooner without.
            from pairwright import config as configuration

            config = configuration.load(config_path)
            for name, key in self.params.items():
                if options[name] is None:
                    options[name] = configuration.lookup(config, key)
        return SimpleNamespace(**options)

    def _parser(self) -> argparse.ArgumentParser:
        parser = argparse.ArgumentParser(description=self.description)
        parser.add_argument(
            "--config", default="config.yaml", help="configuration file (default: config.yaml)"
        )
        for name, text in self.inputs.items():
            many = "*" if name in self.lists else None
            required = name not in self.optional
            parser.add_argument(_option(name), required=required, nargs=many, help=f"input: {text}")
        for name, text in self.outputs.items():
            parser.add_argument(_option(name), required=True, help=f"output: {text}")
        for name, text in self.logs.items():
            parser.add_argument(_option(name), default="-", help=f"log: {text} (default: screen)")
        for name, key in self.params.items():
            text = f"parameter (default: {key} of the configuration)" if key else "parameter"
            parser.add_argument(_option(name), required=not key, type=_yaml_value, help=text)
        return parser


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _yaml_value(text: str) -> Any:
    """Read a parameter as YAML, so that 0.5, true, [1, 2] and {a: 1} can be written."""
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        raise argparse.ArgumentTypeError(f"not a YAML value: {text!r}") from None


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str | Path) else list(value)


class _LogFile(logging.FileHandler):
    """A log file; what cannot be written there, such as on a full disk, goes to the screen."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        if isinstance(sys.exc_info()[1], OSError):
            print(self.format(record), file=sys.stderr)
        else:
            super().handleError(record)

    def close(self) -> None:
        # What is still to be written has gone to the screen.
        with contextlib.suppress(OSError):
            super().close()


def _log_to(path: str | None) -> None:
    """Send progress and errors to standard error, and to the rule's log file when there is one.

    Under Snakemake only the log file is written: Snakemake prints it when the job fails.
    """
    LOGGER.setLevel(logging.INFO)
    for old in LOGGER.handlers[:]:
        LOGGER.removeHandler(old)
        old.close()
    handler: logging.Handler = logging.StreamHandler()
    if path is not None:
        # Where no log can be written, such as on a full disk, the screen has to do.
        with contextlib.suppress(OSError):
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            handler = _LogFile(path, mode="w", encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOGGER.addHandler(handler)
