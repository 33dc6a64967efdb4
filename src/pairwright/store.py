"""Files written so that the same content gives the same bytes, and never half of them.

Every writer fills a temporary file beside the target and renames it over the target at the end:
a reader sees the old file or the new one.
"""

import csv
import hashlib
import io
import json
import math
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from pairwright.errors import PairwrightError

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Give a temporary path in the folder of ``path``; on success rename it to ``path``.

    Raises PairwrightError when the folder cannot be made or written, or the disk is full.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise _cannot_write(target, error) from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _publish(temporary, target)
    except OSError as error:
        raise _cannot_write(target, error) from None
    finally:
        temporary.unlink(missing_ok=True)


def _publish(temporary: Path, target: Path) -> None:
    """Give the file the permissions an ordinary new file would have, and its final name."""
    umask = os.umask(0)
    os.umask(umask)
    temporary.chmod(0o666 & ~umask)
    with temporary.open("rb") as stream:
        os.fsync(stream.fileno())
    temporary.replace(target)


def _cannot_write(target: Path, error: OSError) -> PairwrightError:
    reason = error.strerror or str(error)
    return PairwrightError(
        f"{target}: cannot be written ({reason}); "
        "make its folder writable, or free some space, and run again"
    )


def write_text(path: str | Path, text: str) -> None:
    """Write ``text`` as UTF-8, atomically."""
    with atomic_path(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(path: str | Path, value: Any) -> None:
    """Write ``value`` as JSON with sorted keys and full-precision floats, atomically.

    NaN and infinities are written as null: JSON has no other word for "no number".
    """
    text = json.dumps(_plain(value), sort_keys=True, indent=1, allow_nan=False, ensure_ascii=False)
    write_text(path, text + "\n")


def _plain(value: Any) -> Any:
    """Replace numpy objects by Python's, and numbers that JSON cannot say by None."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def read_json(path: str | Path) -> Any:
    """Read a JSON file; raises PairwrightError naming the file when it is missing or damaged."""
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PairwrightError(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise PairwrightError(f"{path}: not a readable JSON file ({error})") from None


def write_csv(path: str | Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a CSV table, atomically; floats with 17 significant digits at most (they round-trip).

    A missing value (None or NaN) is an empty cell; booleans are ``true`` and ``false``.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    write_text(path, stream.getvalue())


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return "" if math.isnan(value) else repr(float(value))
    return str(value)


def write_npz(path: str | Path, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
    """Write arrays as an uncompressed NPZ file with fixed member times and sorted names."""
    with atomic_path(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name in sorted(arrays):
            member = zipfile.ZipInfo(f"{name}.npy", ZIP_EPOCH)
            with archive.open(member, "w", force_zip64=True) as stream:
                np.lib.format.write_array(stream, np.asarray(arrays[name]), allow_pickle=False)


def write_npz_chunks(path: str | Path, chunks: Iterable[Mapping[str, npt.NDArray[Any]]]) -> None:
    """Write an NPZ file whose arrays arrive in pieces, joined along the first axis.

    Each piece goes to disk at once, so memory holds one piece at a time.
    """
    with (
        atomic_path(path) as temporary,
        tempfile.TemporaryDirectory(prefix=f".{Path(path).name}.", dir=temporary.parent) as folder,
    ):
        members: dict[str, _Member] = {}
        for chunk in chunks:
            for name, piece in chunk.items():
                if name not in members:
                    members[name] = _Member(Path(folder) / name, piece)
                members[name].append(piece)
        with zipfile.ZipFile(temporary, "w") as archive:
            for name in sorted(members):
                members[name].copy_to(archive, name)


class _Member:
    """One array of an NPZ file that grows on disk."""

    def __init__(self, path: Path, like: npt.NDArray[Any]) -> None:
        self._path = path
        self._dtype = like.dtype
        self._inner_shape = like.shape[1:]
        self._length = 0

    def append(self, piece: npt.NDArray[Any]) -> None:
        with self._path.open("ab") as stream:
            stream.write(np.ascontiguousarray(piece, dtype=self._dtype).tobytes())
        self._length += len(piece)

    def copy_to(self, archive: zipfile.ZipFile, name: str) -> None:
        header = {
            "descr": np.lib.format.dtype_to_descr(self._dtype),
            "fortran_order": False,
            "shape": (self._length, *self._inner_shape),
        }
        member = zipfile.ZipInfo(f"{name}.npy", ZIP_EPOCH)
        with (
            archive.open(member, "w", force_zip64=True) as target,
            self._path.open("rb") as source,
        ):
            np.lib.format.write_array_header_2_0(target, header)
            shutil.copyfileobj(source, target, 1 << 20)


def map_npz(path: str | Path) -> dict[str, npt.NDArray[Any]]:
    """Map the arrays of an uncompressed NPZ file into memory, read-only, without reading them.

    Raises PairwrightError naming the file when it is missing or damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive, Path(path).open("rb") as stream:
            return {
                member.filename.removesuffix(".npy"): _mapped(path, stream, member)
                for member in archive.infolist()
            }
    except FileNotFoundError:
        raise PairwrightError(f"{path}: no such file") from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise PairwrightError(f"{path}: not a readable NPZ file ({error})") from None


def _mapped(path: str | Path, stream: BinaryIO, member: zipfile.ZipInfo) -> npt.NDArray[Any]:
    """Find where a stored member's numbers begin, behind its zip header and its NPY header."""
    local_header = 30
    stream.seek(member.header_offset + 26)
    lengths = np.frombuffer(stream.read(4), dtype="<u2")
    stream.seek(member.header_offset + local_header + int(lengths.sum()))
    version = np.lib.format.read_magic(stream)
    if member.compress_type != zipfile.ZIP_STORED or version not in ((1, 0), (2, 0)):
        raise ValueError(f"member {member.filename} is not a plain array")
    read_header = (
        np.lib.format.read_array_header_1_0
        if version == (1, 0)
        else np.lib.format.read_array_header_2_0
    )
    shape, fortran_order, dtype = read_header(stream)
    if fortran_order or dtype.hasobject:
        raise ValueError(f"member {member.filename} is not a plain array")
    if 0 in shape:
        return np.empty(shape, dtype)
    return np.memmap(path, dtype, mode="r", offset=stream.tell(), shape=shape)


def read_npz(path: str | Path) -> dict[str, npt.NDArray[Any]]:
    """Read every array of an NPZ file; pickled members are refused.

    Raises PairwrightError naming the file when it is missing or damaged.
    """
    try:
        with Path(path).open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise PairwrightError(f"{path}: no such file") from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise PairwrightError(f"{path}: not a readable NPZ file ({error})") from None


def sha256(path: str | Path) -> str:
    """Return the SHA-256 checksum of a file, in hexadecimal."""
    try:
        with Path(path).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise PairwrightError(f"{path}: cannot be read ({error.strerror})") from None
