"""What the jobs of a cluster need. Included last, after all rules; a local run stays as it is.

A job that is tried again gets more: n times the memory and time of its rule in attempt n. And each
job is a Snakemake of its own, which must make what it was sent for and nothing else: without this
it would first redo the rules before its own if code or configuration was edited during the run.
Inputs: none. Outputs: none.
"""

from snakemake.resources import Resources

for any_rule in workflow.rules:
    if Path(any_rule.snakefile).parent == RULES:
        growing = {
            name: times_attempt(amount.value)
            for name, amount in any_rule.resources.items()
            if name in ("mem_mb", "runtime") and not amount.is_evaluable()
        }
        any_rule.resources.update(Resources.from_mapping(growing))
        if not workflow.is_main_process:
            any_rule.dependencies.clear()
