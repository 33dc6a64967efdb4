"""A job that is tried again gets more: n times the memory and time of its rule in attempt n.

Included last, after all rules. Only profiles for clusters retry, so nothing changes locally.
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
