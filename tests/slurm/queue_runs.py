"""Runs of the real workflow through the queue of a real Slurm."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from runs import CONFIG, prepare, result_hashes

ROOT = Path(__file__).resolve().parents[2]
SNAKEMAKE = ROOT / ".venv-slurm" / "bin" / "snakemake"
FORMS = {"forms": ["lennard-jones", "troubled"], "form_files": ["troubled.py"]}
STUDY = CONFIG | {"fit": CONFIG["fit"] | FORMS}

# What makes a profile quick enough for a test, and the queue that the test has.
QUICK = ("--latency-wait=5", "--jobs=4")
OPTIONS = {
    "slurm-generic": (*QUICK, "--seconds-between-status-checks=1"),
    "slurm": (
        *QUICK,
        "--slurm-init-seconds-before-status-checks=1",
        "--slurm-status-command=squeue",
        "--slurm-keep-successful-logs",
    ),
}

# What these tests start does not outlive them.
ENDING_WITH_THE_TESTS = ("setpriv", "--pdeathsig=KILL")

# The lines of a run's output that tell its course.
TOLD = re.compile(
    r"Using workflow specific|SLURM run ID|Submitted|(Group )?[Jj]ob [\w-]+ has been submitted"
    r"|Error in|SLURM-job|Trying to restart|\d+ of \d+ steps|Elapsed|error:"
    r"|cancelled|jobs of the last run"
)

T = TypeVar("T")


@dataclass
class Cluster:
    """A Slurm whose files are in ``state``; its environment is for those who use it."""

    state: Path
    environment: dict[str, str] = field(default_factory=dict)

    def control(self, action: str) -> str:
        """Call tools/test-slurm and return what it prints."""
        command = [ROOT / "tools" / "test-slurm", action, self.state]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def up(self) -> None:
        """Start what is not running, and bring a drained node back."""
        self.control("up")
        self.environment = {
            **os.environ,
            "SLURM_CONF": str(self.state / "slurm.conf"),
            "PATH": f"{self.state / 'bin'}:{os.environ['PATH']}:/usr/sbin:/sbin",
        }

    def down(self) -> None:
        """Stop everything."""
        self.control("down")

    def call(self, *command: str) -> str:
        """Run a command with this Slurm and return what it prints."""
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, check=True, timeout=60
        ).stdout

    def jobs(self, folder: Path) -> list[tuple[str, str, str]]:
        """Return the id, the state and a title with the rule's name of each job of a folder."""
        listed = self.call("squeue", "--noheader", "--states=all", "--format=%i|%T|%j %k|%Z")
        lines = [line.split("|") for line in listed.splitlines()]
        own = [
            (int(job), state, title) for job, state, title, place in lines if place == str(folder)
        ]
        return [(str(job), state, title) for job, state, title in sorted(own)]

    def states(self, folder: Path, rule: str) -> list[str]:
        """Return the states of a rule's jobs, in the order of submission."""
        return [state for _, state, title in self.jobs(folder) if rule in title]

    def wait_for(self, folder: Path, rule: str, state: str = "RUNNING") -> str:
        """Wait until a job of that rule is in that state, and return its id."""

        def found() -> str | None:
            jobs = self.jobs(folder)
            return next((job for job, now, title in jobs if rule in title and now == state), None)

        return wait_until(found, f"a {state} job of {rule}")

    def set_node(self, state: str) -> None:
        """Drain the node, or bring it back with RESUME."""
        node = self.call("sinfo", "--noheader", "--format=%n").split()[0]
        self.call("scontrol", "update", f"NodeName={node}", f"State={state}", "Reason=test")


def wait_until(found: Callable[[], T | None], what: str, seconds: int = 120) -> T:
    """Wait until a function returns something, and return that."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := found():
            return result
        time.sleep(0.2)
    raise AssertionError(f"not within {seconds} s: {what}")


def prepare_study(folder: Path, like: Path | None = None) -> Path:
    """Make a folder with data, configuration and the troubled form; the data of ``like``."""
    folder.mkdir(parents=True, exist_ok=True)
    if like is not None:
        shutil.copy(like / "data.db", folder / "data.db")
    shutil.copy(Path(__file__).with_name("troubled.py"), folder / "troubled.py")
    return prepare(folder, STUDY)


def places(folder: Path) -> list[str]:
    """Return the options that say where a run is."""
    return [
        f"--directory={folder}",
        f"--snakefile={ROOT / 'Snakefile'}",
        f"--configfile={folder / 'settings.yaml'}",
    ]


def finish_locally(folder: Path, *targets: str) -> None:
    """Run targets to their end without a queue."""
    command = [SNAKEMAKE, *targets, "--cores=2", *places(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1500)
    assert done.returncode == 0, done.stdout + done.stderr


def start(
    cluster: Cluster,
    folder: Path,
    profile: str,
    *words: str,
    trouble: str = "none",
    snakemake: Path = SNAKEMAKE,
) -> subprocess.Popen[str]:
    """Start a run through the queue; its output goes to the file transcript.txt of the folder.

    It leads a process group of its own, as it does when a shell starts it.
    """
    profile_options = [f"--workflow-profile={ROOT / 'profiles' / profile}", *OPTIONS[profile]]
    with (folder / "transcript.txt").open("a") as output:
        return subprocess.Popen(
            [*ENDING_WITH_THE_TESTS, snakemake, *words, *places(folder), *profile_options],
            env={**cluster.environment, "TROUBLE": trouble},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )


def resume(cluster: Cluster, folder: Path, profile: str, *targets: str) -> str:
    """Call `make resume-slurm` and return what it printed."""
    options = f"{' '.join(OPTIONS[profile])} --configfile '{folder / 'settings.yaml'}'"
    command = ["make", "--no-print-directory", "-C", ROOT, "resume-slurm", f"DIRECTORY={folder}"]
    choices = [f"PROFILE=profiles/{profile}", f"OPTIONS={options}", f"TARGETS={' '.join(targets)}"]
    with (folder / "transcript.txt").open("a") as output:
        process = subprocess.Popen(
            [*ENDING_WITH_THE_TESTS, *command, *choices],
            env={**cluster.environment, "TROUBLE": "none"},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return finished(cluster, folder, process)


def transcript(folder: Path) -> str:
    """Return what the runs in a folder printed."""
    return (folder / "transcript.txt").read_text()


def finished(cluster: Cluster, folder: Path, process: subprocess.Popen[str]) -> str:
    """Wait for a run to succeed and return what it printed; show it, and the queue's jobs."""
    status = ended(process, seconds=1500)
    show(cluster, folder)
    assert status == 0, transcript(folder)
    return transcript(folder)


def ended(process: subprocess.Popen[str], seconds: int = 300) -> int:
    """Wait for a run to end, kill it if it does not, and return its exit status."""
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise


def show(cluster: Cluster, folder: Path) -> None:
    """Print the course of a run: what was submitted, what failed, how each job ended."""
    lines = [line for line in transcript(folder).splitlines() if TOLD.match(line)]
    jobs = [f"job {job}: {state}: {title}" for job, state, title in cluster.jobs(folder)]
    print(f"--- {folder.name}", *lines, *jobs, sep="\n", file=sys.stderr)


def differences(folder: Path, local: Path, *, whole: bool = False) -> dict[str, str]:
    """Return which results of a run are not, byte for byte, those of the local run, and how.

    With ``whole`` the run must have made all that the local one has.
    """
    ours, theirs = result_hashes(folder), result_hashes(local)
    assert ours, "no results"
    missing = theirs.keys() - ours.keys() if whole else ()
    changed = [name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name]]
    return {
        **dict.fromkeys(missing, "missing"),
        **dict.fromkeys(changed, "other bytes"),
        **dict.fromkeys(ours.keys() - theirs.keys(), "too many"),
    }
