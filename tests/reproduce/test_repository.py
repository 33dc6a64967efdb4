"""The state of the source is what git says, and nothing where it says nothing."""

import subprocess

import pytest

from pairwright.reproduce.repository import git_state


def git(folder, *arguments):
    identity = ["-c", "user.name=n", "-c", "user.email=e"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path):
    """Return a repository with one commit."""
    git(tmp_path, "init", "--quiet")
    (tmp_path / "file.py").write_text("1\n")
    git(tmp_path, "add", "file.py")
    git(tmp_path, "commit", "--quiet", "--message", "first")
    return tmp_path


def test_a_clean_tree_is_at_its_commit(repository):
    assert git_state(repository) == {"commit": git(repository, "rev-parse", "HEAD"), "clean": True}


def test_a_changed_file_is_noticed(repository):
    (repository / "file.py").write_text("2\n")
    assert git_state(repository)["clean"] is False


def test_a_file_that_git_does_not_know_is_noticed(repository):
    (repository / "new.py").write_text("2\n")
    assert git_state(repository)["clean"] is False


def test_an_ignored_file_changes_nothing(repository):
    (repository / ".git" / "info" / "exclude").write_text("results\n")
    (repository / "results").mkdir()
    (repository / "results" / "a").write_text("2\n")
    assert git_state(repository)["clean"] is True


def test_a_folder_inside_somebody_elses_repository_has_no_state(repository):
    (repository / "inside").mkdir()
    assert git_state(repository / "inside") is None


def test_without_a_commit_or_a_repository_there_is_no_state(tmp_path):
    assert git_state(tmp_path) is None
    git(tmp_path, "init", "--quiet")
    assert git_state(tmp_path) is None


def test_without_git_there_is_no_state(repository, monkeypatch):
    monkeypatch.setenv("PATH", str(repository))
    assert git_state(repository) is None
