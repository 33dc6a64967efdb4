"""Which modules of this library a file stands on, read from its import statements.

Rules declare these modules as inputs, so that editing one reruns exactly what depends on it.
"""

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def library_modules(path: str | Path) -> list[Path]:
    """Return the library's files that ``path`` imports, directly or through others, sorted.

    ``path`` is a script or a module. Imports inside functions count too.
    """
    return _all_imports(_direct_imports(Path(path)))


def modules_of_source(source: str) -> list[Path]:
    """Return what :func:`library_modules` does, for the text of a program; none for bad Python."""
    try:
        return _all_imports(_imports_in(source))
    except SyntaxError:
        return []


def _all_imports(direct: tuple[Path, ...]) -> list[Path]:
    """Return modules with all that they import themselves, sorted."""
    found = set(direct)
    waiting = list(direct)
    while waiting:
        for module in _direct_imports(waiting.pop()):
            if module not in found:
                found.add(module)
                waiting.append(module)
    return sorted(found)


@cache
def _direct_imports(path: Path) -> tuple[Path, ...]:
    return _imports_in(path.read_text(encoding="utf-8"))


def _imports_in(source: str) -> tuple[Path, ...]:
    modules = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        modules += [file for name in names if (file := _file(name)) is not None]
    return tuple(modules)


def _file(name: str) -> Path | None:
    """Return the file of a module of this library; None for other names.

    The files of packages hold a docstring only and are left out.
    """
    first, *rest = name.split(".")
    if first != PACKAGE.name or not rest:
        return None
    file = PACKAGE.joinpath(*rest).with_suffix(".py")
    return file if file.is_file() else None
