"""Running documents."""

import subprocess
import time

import pytest
from literate.programs import MODULE, document, example, ran, ran_example, using

from pairwright.literate.model import LiterateError
from pairwright.literate.record import to_json
from pairwright.literate.runner import run


def outputs(found):
    return [statement.output for statement in found.statements]


def test_output_belongs_to_the_statement_that_made_it(tmp_path):
    found = ran_example(tmp_path, "print(1)\n'two'\nx = 3\nNone\nfor i in range(2):\n    i\n")
    assert outputs(found) == ["1\n", "'two'\n", "", "", "0\n1\n"]


def test_values_and_printed_text_are_kept_apart(tmp_path):
    found = ran_example(tmp_path, "def f():\n    print('in')\n    return 5\n\nf()")
    last = found.statements[-1]
    assert (last.output, last.stdout, last.value) == ("in\n5\n", "in\n", "5")


def test_decorators_and_comments_belong_to_the_statement_below(tmp_path):
    code = "1\n# why\n@staticmethod\ndef f():\n    pass\n# end"
    sources = [statement.source for statement in ran_example(tmp_path, code).statements]
    assert sources == ["1", "# why\n@staticmethod\ndef f():\n    pass", "# end"]


@pytest.mark.parametrize("code", ["", "# only a comment", "\n\n"])
def test_a_block_without_statements_is_fine(tmp_path, code):
    assert "".join(outputs(ran_example(tmp_path, code))) == ""


def test_the_last_value_has_its_usual_name(tmp_path):
    assert outputs(ran_example(tmp_path, "5\n_ + 1\nNone\n_"))[-1] == "6\n"


def test_an_exception_is_recorded_and_the_run_goes_on(tmp_path):
    code = "e = KeyError('a')\ne.add_note('one\\ntwo')\nraise e\nprint('on')"
    third, last = ran_example(tmp_path, code).statements[2:]
    assert third.exception.type == "KeyError"
    assert third.exception.module == "builtins"
    assert third.exception.lines == ("KeyError: 'a'", "one", "two")
    assert last.output == "on\n"


def test_the_last_of_chained_exceptions_counts(tmp_path):
    code = "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError('x') from e"
    assert ran_example(tmp_path, code).statements[0].exception.lines == ("ValueError: x",)


def test_warnings_and_standard_error_are_apart_and_name_the_document(tmp_path):
    found = ran_example(tmp_path, "import warnings\nwarnings.warn('careful')").statements[-1]
    assert found.output == ""
    assert "paper.org:11: UserWarning: careful" in found.stderr


def test_input_does_not_wait(tmp_path):
    assert ran_example(tmp_path, "input()").statements[0].exception.type == "EOFError"


def test_leaving_is_an_exception(tmp_path):
    found = ran_example(tmp_path, "import sys\nsys.exit(3)\n5").statements
    assert found[1].exception.lines == ("SystemExit: 3",)
    assert found[2].output == "5\n"


def test_a_definition_that_fails_ends_the_run_with_its_line(tmp_path):
    record = ran(tmp_path, "f()", module="def g():\n    return 1 / 0\n\ng()")
    (problem,) = record.problems
    assert (problem.line, problem.state) == (3, "error")
    assert "ZeroDivisionError: division by zero" in problem.reason
    assert not record.example("x").ran


def test_a_definition_that_is_no_python_is_a_problem_at_its_line(tmp_path):
    (problem,) = ran(tmp_path, "1", module="x = 1\ny = (").problems
    assert problem.line == 3
    assert "SyntaxError" in problem.reason


def test_definitions_of_one_file_may_be_valid_only_together(tmp_path):
    text = MODULE.format("def f():") + MODULE.format("    return 5").replace(":noweb", " :noweb")
    text = text.replace("python", "python -i") + using("x") + example("f()")
    record = run(document(tmp_path, text))
    assert not record.problems
    assert outputs(record.example("x")) == ["5\n"]


def test_a_module_runs_as_if_imported(tmp_path):
    module = "if __name__ == '__main__':\n    raise SystemExit('no')\nelse:\n    a = 5"
    assert outputs(ran_example(tmp_path, "a", module=module)) == ["5\n"]


def test_an_example_may_import_its_module_before_it_is_written(tmp_path):
    found = ran_example(tmp_path, "from module import f\nf()", module="def f():\n    return 2")
    assert outputs(found) == ["", "2\n"]


def test_an_example_may_stand_before_the_definition_that_shows_it(tmp_path):
    text = example("f()") + MODULE.format('def f():\n    """<<doctest("x")>>"""\n    return 1')
    assert outputs(run(document(tmp_path, text)).example("x")) == ["1\n"]


def test_a_tangled_dataclass_with_postponed_annotations_works(tmp_path):
    module = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n"
        "@dataclass\nclass P:\n    x: Missing\n"
    )
    assert (
        outputs(ran_example(tmp_path, "P(1)\ndef f(x: Gone): pass", module=module))[0] == "P(x=1)\n"
    )


def test_a_run_that_takes_too_long_is_ended_and_named(tmp_path):
    text = using("x") + example("import time\ntime.sleep(60)")
    started = time.monotonic()
    with pytest.raises(LiterateError, match=r"line 11: in block x the run was ended after 0.5 s"):
        run(document(tmp_path, text), timeout=0.5)
    assert time.monotonic() - started < 30


def test_a_process_that_dies_is_told_with_its_line(tmp_path):
    text = using("x") + example("import os\nos.kill(os.getpid(), 11)")
    with pytest.raises(LiterateError, match=r"line 11: in block x the process .* SIGSEGV"):
        run(document(tmp_path, text))


def test_returning_from_no_function_is_refused_with_advice(tmp_path):
    with pytest.raises(LiterateError, match=r"line 10: block x .* write the value"):
        ran(tmp_path, "return 5")


def test_two_runs_give_the_same_record_with_nothing_of_the_machine(tmp_path):
    code = "import warnings\nwarnings.warn('x')\nhash('a')\nprint('é\\ud800')"
    first, second = (to_json(ran(tmp_path, code)) for _ in range(2))
    assert first == second
    assert str(tmp_path) not in first


def test_output_below_python_does_no_harm(tmp_path):
    found = ran_example(tmp_path, "import os\nos.write(1, b'loud')\nos.system('echo hi')")
    assert outputs(found)[1:] == ["4\n", "0\n"]


def test_files_are_found_beside_the_document(tmp_path):
    (tmp_path / "data.txt").write_text("7", encoding="utf-8")
    (tmp_path / "helper.py").write_text("a = 3", encoding="utf-8")
    found = ran_example(tmp_path, "import helper\nhelper.a\nopen('data.txt').read()")
    assert outputs(found)[1:] == ["3\n", "'7'\n"]


def test_skipped_examples_are_not_run(tmp_path):
    found = ran_example(tmp_path, "open('made', 'w')", ":doctest skip")
    assert not found.ran
    assert not (tmp_path / "made").exists()


def test_open_figures_are_saved_the_same_way_each_time(tmp_path):
    code = "import matplotlib.pyplot as plt\n_ = plt.plot([1, 2])"
    paper = document(tmp_path, using("x") + example(code, "x"))
    contents = []
    for _ in range(2):
        (name,) = run(paper, figures=tmp_path / "figures").example("x").figures
        contents.append((tmp_path / "figures" / name).read_bytes())
    assert name == "x-1.svg"
    assert contents[0] == contents[1]


def test_numpy_is_not_imported_for_documents_without_it(tmp_path):
    code = "import sys\n'numpy' in sys.modules, 'pairwright' in sys.modules"
    record = ran(tmp_path, code)
    assert outputs(record.example("x"))[1] == "(False, False)\n"
    assert set(record.versions) == {"python"}


def test_children_of_a_run_end_with_it(tmp_path):
    code = "import subprocess\nsubprocess.run(['sleep', '61.25'])"
    with pytest.raises(LiterateError, match="was ended"):
        run(document(tmp_path, using("x") + example(code)), timeout=0.7)
    listing = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True).stdout
    assert "sleep 61.25" not in listing


def test_a_carriage_return_inside_a_line_is_refused(tmp_path):
    with pytest.raises(LiterateError, match=r"line 10: block x holds a carriage return"):
        ran(tmp_path, "x = 'a\rb'")
