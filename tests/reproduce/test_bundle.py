"""A zip file from anywhere is read without trusting it, or refused in one line."""

import stat
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairwright.errors import PairwrightError
from pairwright.reproduce import bundle
from pairwright.reproduce.bundle import open_bundle


def packed(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as target:
        for name, data in members:
            target.writestr(name, data)
    return path


def read_all(path):
    """Return the checksum of every member."""
    with open_bundle(path) as opened:
        return {name: opened.sha256(name) for name in opened.names}


def refusal(path):
    """Return the one line with which a file is refused."""
    with pytest.raises(PairwrightError) as caught:
        read_all(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    return message


def test_what_was_packed_is_read(tmp_path):
    with open_bundle(packed(tmp_path / "a.zip", [("b/c.json", '{"d": 1}'), ("a", "é")])) as opened:
        assert opened.names == ["a", "b/c.json"]
        assert opened.size("a") == 2
        assert opened.text("a") == "é"
        assert opened.json("b/c.json") == {"d": 1}


def test_folders_are_no_members(tmp_path):
    with open_bundle(packed(tmp_path / "a.zip", [("b/", ""), ("b/c", "1")])) as opened:
        assert opened.names == ["b/c"]


@pytest.mark.parametrize(
    "name",
    ["../evil", "a/../../evil", "/etc/evil", "a//evil", "./evil", "a\\..\\evil", "C:evil", "C:/e"],
)
def test_names_that_lead_out_are_refused(tmp_path, name):
    assert "; refused" in refusal(packed(tmp_path / "a.zip", [("good", "1"), (name, "2")]))


def test_links_are_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    assert "is a link or a device" in refusal(packed(tmp_path / "a.zip", [(link, "/etc/passwd")]))


def test_a_name_that_appears_twice_is_refused(tmp_path):
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = packed(tmp_path / "a.zip", [("a", "1"), ("a", "2")])
    assert "appears twice" in refusal(path)


def test_unknown_ways_of_packing_are_refused(tmp_path):
    path = packed(tmp_path / "a.zip", [("a", "1")], zipfile.ZIP_LZMA)
    assert "packed in an unknown way" in refusal(path)


def test_encrypted_members_are_refused(tmp_path):
    path = packed(tmp_path / "a.zip", [("a", "1")], zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "is encrypted" in refusal(path)


def test_few_bytes_do_not_become_many(tmp_path, monkeypatch):
    path = packed(tmp_path / "a.zip", [("zeros", b"\0" * 3_000_000)])
    assert path.stat().st_size < 10_000
    monkeypatch.setattr(bundle, "MOST_BYTES", 1_000_000)
    assert "unpacks to 3000000 bytes; 1000000 are allowed" in refusal(path)


def test_a_table_of_contents_that_lies_about_sizes_is_noticed(tmp_path):
    path = packed(tmp_path / "a.zip", [("zeros", b"\0" * 3_000_000)])
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, start + 24, 100)
    path.write_bytes(data)
    assert "zeros is damaged" in refusal(path)


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    path = packed(tmp_path / "a.zip", [(str(number), "") for number in range(5)])
    monkeypatch.setattr(bundle, "MOST_MEMBERS", 4)
    assert "has 5 members; 4 are allowed" in refusal(path)


def test_a_text_that_is_too_long_for_memory_is_refused(tmp_path, monkeypatch):
    path = packed(tmp_path / "a.zip", [("a", "1234")])
    monkeypatch.setattr(bundle, "MOST_TEXT_BYTES", 3)
    with open_bundle(path) as opened, pytest.raises(PairwrightError, match="4 bytes; refused"):
        opened.text("a")


@pytest.mark.parametrize(
    ("data", "message"),
    [(b"\xff", "is not text"), (b"{", "is not JSON"), (b"[" * 9999, "not JSON")],
)
def test_a_member_that_is_not_what_it_should_be_is_named(tmp_path, data, message):
    with (
        open_bundle(packed(tmp_path / "a.zip", [("a", data)])) as opened,
        pytest.raises(PairwrightError, match=message),
    ):
        opened.json("a")


def test_a_missing_member_is_named(tmp_path):
    with (
        open_bundle(packed(tmp_path / "a.zip", [("a", "1")])) as opened,
        pytest.raises(PairwrightError, match="has no b; give an archive of results"),
    ):
        opened.text("b")


def test_what_is_no_zip_file_is_refused(tmp_path):
    (tmp_path / "text.zip").write_text("no zip")
    (tmp_path / "empty.zip").write_text("")
    assert "not a readable zip file" in refusal(tmp_path / "text.zip")
    assert "not a readable zip file" in refusal(tmp_path / "empty.zip")
    assert "not a readable zip file" in refusal(tmp_path)
    assert "no such file" in refusal(tmp_path / "none.zip")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return a zip file's bytes and checksums, and a place for damaged ones."""
    folder = tmp_path_factory.mktemp("damaged")
    members = [("a.json", '{"a": 1}' * 50), ("b/c.csv", "1,2\n" * 100)]
    path = packed(folder / "whole.zip", members)
    return path.read_bytes(), read_all(path), folder / "damaged.zip"


@given(cut=st.integers(1, 300))
def test_a_file_that_ends_too_early_is_refused(whole, cut):
    data, _, path = whole
    path.write_bytes(data[:-cut])
    refusal(path)


@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_a_damaged_byte_is_refused_or_changes_no_content(whole, place, change):
    data, checksums, path = whole
    damaged = bytearray(data)
    damaged[place % len(data)] ^= change
    path.write_bytes(damaged)
    try:
        found = read_all(path)
    except PairwrightError:
        refusal(path)
    else:
        assert set(found.values()) <= set(checksums.values())
