"""A job that is tried again gets more: n times the memory and time of its rule in attempt n.

Included last, after all rules. Only profiles for clusters retry, so nothing changes locally.
Inputs: none. Outputs: none.
"""

from snakemake.resources import Resources

for any_rule in workflow.rules:
    if Path(any_rule.snakefile).parent == RULES:
        any_rule.resources.update(
            Resources.from_mapping(
                {
                    name: times_attempt(any_rule.resources[name].value)
                    for name in ("mem_mb", "runtime")
                    if not any_rule.resources[name].is_evaluable()
                }
            )
        )
