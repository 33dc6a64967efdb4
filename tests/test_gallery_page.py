"""The gallery shows the figures that the workflow draws now, in pictures that are quick to load."""

import re
import subprocess
import sys

from PIL import Image


def names_on_the_page(root):
    page = (root / "docs" / "gallery.md").read_text(encoding="utf-8")
    return re.findall(r"^!\[.+\]\(images/gallery/(.+)\.png\)$", page, flags=re.MULTILINE)


def test_the_page_lists_the_figures_of_the_workflow(root):
    command = [sys.executable, root / "tools" / "gallery", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_figure_on_the_page_has_its_picture_and_there_are_no_others(root):
    pictures = sorted(path.stem for path in (root / "docs" / "images" / "gallery").iterdir())
    assert sorted(names_on_the_page(root)) == pictures
    assert len(pictures) > 20


def test_the_pictures_are_small(root):
    for path in (root / "docs" / "images" / "gallery").iterdir():
        with Image.open(path) as picture:
            assert picture.width == 760, path.name
        assert path.stat().st_size < 80_000, path.name


def test_every_figure_has_a_sentence(root):
    page = (root / "docs" / "gallery.md").read_text(encoding="utf-8")
    sentences = re.findall(r"^!\[.*\n\n(.*)$", page, flags=re.MULTILINE)
    assert len(sentences) == len(names_on_the_page(root))
    assert all(len(sentence) > 40 and sentence.endswith(".") for sentence in sentences)
